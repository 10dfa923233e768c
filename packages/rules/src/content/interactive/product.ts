import type { ContentContext } from '../context.ts'
import { type ContentFindings, requireText } from '../fields.ts'
import type { Json } from '../json.ts'
import { checkCatalogue } from './catalogue.ts'

/** `product`: one product of a connected catalogue. */
export function checkProduct(action: Json, context: ContentContext | undefined, found: ContentFindings): void {
  checkCatalogue(action.catalog_id, 'interactive.action.catalog_id', context, found)
  requireText(found, action.product_retailer_id, 'interactive.action.product_retailer_id', 'the id of the product')
}
