import type { ContentContext } from '../context.ts'
import { type ContentFindings, optionalText } from '../fields.ts'
import { type Json, objectOf } from '../json.ts'
import { checkActionName } from './action-name.ts'
import { hasCatalogue } from './catalogue.ts'

/** `catalog_message`: a button that opens the whole catalogue. */
export function checkCatalogMessage(action: Json, context: ContentContext | undefined, found: ContentFindings): void {
  checkActionName(found, action, 'catalog_message')
  hasCatalogue('interactive.action', context, found)
  const thumbnail = objectOf(action.parameters).thumbnail_product_retailer_id
  optionalText(found, thumbnail, 'interactive.action.parameters.thumbnail_product_retailer_id', 'the id of the product')
}
