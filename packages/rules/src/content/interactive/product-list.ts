import { messageLimits } from '@casement/platform'
import type { ContentContext } from '../context.ts'
import { type ContentFindings, kindOf } from '../fields.ts'
import type { Json } from '../json.ts'
import { checkProductSections } from '../product-sections.ts'
import { checkCatalogue } from './catalogue.ts'

/** `product_list`: products of a connected catalogue in sections, under a text header. */
export function checkProductList(action: Json, context: ContentContext | undefined, found: ContentFindings): void {
  checkCatalogue(action.catalog_id, 'interactive.action.catalog_id', context, found)
  if (Array.isArray(action.sections)) checkProductSections(action, 'interactive.action', messageLimits.product, found)
  else
    found.add(
      'content.required',
      'interactive.action.sections',
      'Add the sections with their products.',
      'list',
      kindOf(action.sections),
    )
}
