import { messageLimits } from '@casement/platform'
import { type ContentFindings, limitCount, limitText, optionalText, requireText } from './fields.ts'
import { itemsOf, type Json, objectOf } from './json.ts'

type Limits = { readonly sections: { readonly value: number } } & (
  | { readonly total: { readonly value: number } }
  | { readonly productsTotal: { readonly value: number } }
)

/** Sections of products, in messages and in templates: few enough, titled when there are several, every product once. */
export function checkProductSections(action: Json, path: string, limits: Limits, found: ContentFindings): void {
  const sections = itemsOf(action.sections)
  limitCount(found, 'products.sections.count', sections.length, 1, limits.sections.value, `${path}.sections`, 'sections')
  const seen = new Set<string>()
  let total = 0
  for (let s = 0; s < sections.length; s++) {
    const section = objectOf(sections[s])
    const at = `${path}.sections[${s}]`
    const title = optionalText(found, section.title, `${at}.title`, 'the title')
    if ((title === undefined || title.trim() === '') && sections.length > 1)
      found.add('products.section.title', `${at}.title`, 'Give every section a title when there is more than one.')
    limitText(found, 'products.section.title.length', title, messageLimits.product.sectionTitle.value, `${at}.title`, 'the title')
    const items = itemsOf(section.product_items)
    if (items.length === 0) found.add('content.required', `${at}.product_items`, 'Add the products of this section.')
    total += items.length
    for (let i = 0; i < items.length; i++) {
      const where = `${at}.product_items[${i}].product_retailer_id`
      const id = requireText(found, objectOf(items[i]).product_retailer_id, where, 'the id of the product')
      if (id === undefined) continue
      if (seen.has(id)) found.add('products.unique', where, 'Drop it: this product is there already.', 1, id)
      seen.add(id)
    }
  }
  const most = 'total' in limits ? limits.total.value : limits.productsTotal.value
  if (total > 0) limitCount(found, 'products.count', total, 1, most, `${path}.sections`, 'products')
}
