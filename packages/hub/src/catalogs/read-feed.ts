import { createCsvReader, NotCsv } from '../contacts/csv.ts'

export type Product = {
  retailerId: string
  title: string
  description: string
  price: string | null
  currency: string | null
  available: boolean
  pictureUrl: string | null
}
/** `retailerId`: empty where the row does not even say that. */
export type BadRow = { line: number; retailerId: string; problem: string }

export const MOST_PRODUCTS = 20_000
const LONGEST = { retailerId: 100, title: 200, description: 5_000, pictureUrl: 2_000 }

/**
 * Reads a product feed: the CSV that Meta's Commerce Manager takes and gives, with at least the columns `id` and `title`. Rows that cannot
 * be taken come back with a sentence each. Throws NotCsv when the file as a whole cannot be read.
 */
export function readFeed(text: string): { products: Product[]; bad: BadRow[] } {
  const bytes = Buffer.from(text.replace(/^\uFEFF/, ''), 'utf8').toString('latin1')
  const firstLine = bytes.slice(0, bytes.search(/[\r\n]|$/))
  const separator = ['\t', ';', ','].find((each) => firstLine.includes(each)) ?? ','
  const [head, ...records] = createCsvReader({ separator, offset: 0, line: 1 }).read(bytes, true)
  if (!head || 'problem' in head) throw new NotCsv('The first line must name the columns, such as id,title,price,image_link.')
  const columns = head.cells.map((cell) => cell.trim().toLowerCase())
  for (const needed of ['id', 'title'])
    if (!columns.includes(needed)) throw new NotCsv(`The first line names no column “${needed}”: Meta’s feeds have id and title.`)
  const products = new Map<string, Product>()
  const bad: BadRow[] = []
  for (const record of records) {
    const cell = (name: string) => ('cells' in record && record.cells[columns.indexOf(name)]?.trim()) || ''
    const read = 'problem' in record ? record.problem : readProduct(cell)
    if (typeof read === 'string') bad.push({ line: record.line, retailerId: cell('id'), problem: read })
    else products.set(read.retailerId, read)
    if (products.size > MOST_PRODUCTS) throw new NotCsv(`A catalogue may have ${MOST_PRODUCTS} products here: split the file.`)
  }
  return { products: [...products.values()], bad }
}

function readProduct(cell: (name: string) => string): Product | string {
  const retailerId = cell('id')
  const title = cell('title')
  if (retailerId === '' || retailerId.length > LONGEST.retailerId) return `The id needs 1 to ${LONGEST.retailerId} characters.`
  if (title === '') return 'The title is missing.'
  const price = readPrice(cell('sale_price') || cell('price'))
  if (price === undefined) return 'Write the price as an amount and a currency, such as 9.99 USD.'
  const picture = cell('image_link')
  if (picture !== '' && (!/^https?:$/.test(URL.parse(picture)?.protocol ?? '') || picture.length > LONGEST.pictureUrl))
    return 'The image_link is no address of a picture.'
  return {
    retailerId,
    title: title.slice(0, LONGEST.title),
    description: cell('description').slice(0, LONGEST.description),
    ...price,
    available: !/^(out of stock|discontinued)$/i.test(cell('availability').replaceAll('_', ' ')),
    pictureUrl: picture || null,
  }
}

/** `9.99 USD`, `USD 9.99`; nothing at all is no price. Undefined when it is something else. */
function readPrice(text: string): { price: string | null; currency: string | null } | undefined {
  if (text === '') return { price: null, currency: null }
  const match = /^(\d{1,10}(?:\.\d{1,4})?) ?([A-Z]{3})$/.exec(text) ?? /^([A-Z]{3}) ?(\d{1,10}(?:\.\d{1,4})?)$/.exec(text)
  if (!match) return undefined
  const [, first = '', second = ''] = match
  return /^\d/.test(first) ? { price: first, currency: second } : { price: second, currency: first }
}
