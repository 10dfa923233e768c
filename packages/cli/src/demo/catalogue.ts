import type { Chance } from './chance.ts'

export const CATALOGUE = 'nordlys-home'
const CURRENCY = 'GBP'

const products = [
  { id: 'fjord-sofa', title: 'Fjord sofa', price: '1190.00', description: 'Three seats in wool, 198 cm wide' },
  {
    id: 'havn-two-seater',
    title: 'Havn two-seater',
    price: '780.00',
    description: 'For small rooms; comes apart for narrow stairs',
  },
  { id: 'birk-armchair', title: 'Birk armchair', price: '420.00', description: 'Birch and wool, in moss or oat' },
  { id: 'walnut-table', title: 'Walnut table', price: '690.00', description: 'Solid top, 160 or 180 cm' },
  { id: 'oak-shelf', title: 'Oak shelf', price: '165.00', description: 'Five boards, no visible screws' },
  { id: 'stille-bed', title: 'Stille bed', price: '940.00', description: '160 cm, slatted' },
  { id: 'lyse-floor-lamp', title: 'Lyse floor lamp', price: '149.00', description: 'Linen shade, warm light' },
  { id: 'lyse-table-lamp', title: 'Lyse table lamp', price: '89.00', description: 'The small one of the family' },
  { id: 'wool-rug', title: 'Wool rug', price: '260.00', description: '170 by 240 cm, undyed' },
] as const

/** The feed that the shop brings from Commerce Manager. */
export const feed = [
  'id,title,description,availability,price',
  ...products.map(({ id, title, description, price }) => `${id},${title},"${description}",in stock,${price} ${CURRENCY}`),
].join('\n')

/** A cart as a customer sends it. */
export function fillCart(chance: Chance, words: string): object {
  const first = chance.whole(0, products.length - 1)
  const chosen = [first, (first + chance.whole(1, 4)) % products.length].slice(0, chance.whole(1, 2))
  return {
    catalog_id: CATALOGUE,
    text: words,
    product_items: chosen.map((place) => ({
      product_retailer_id: products[place]?.id,
      quantity: chance.happens(0.25) ? 2 : 1,
      item_price: Number(products[place]?.price),
      currency: CURRENCY,
    })),
  }
}
