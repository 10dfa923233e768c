import { itemsOf, objectOf, textOf } from '../content/json.ts'
import type { Rendered } from './rendered.ts'

/** Products by section, as multi-product messages and templates carry them. */
export const productSections = (catalogId: string, sections: unknown): NonNullable<Rendered['products']> => ({
  catalogId,
  sections: itemsOf(sections).map((one) => {
    const section = objectOf(one)
    return {
      title: textOf(section.title),
      retailerIds: itemsOf(section.product_items).map((item) => textOf(objectOf(item).product_retailer_id)),
    }
  }),
})
