import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedHub, connectHub, KEY } from '../testing/connected-hub.ts'

let hub: ConnectedHub
let shop: Server
let pictures: string

beforeAll(async () => {
  const picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#a07' } })
    .jpeg()
    .toBuffer()
  shop = createServer((request, response) => {
    if (request.url === '/lamp.jpg') response.end(picture)
    else if (request.url === '/text.jpg') response.end('<script>alert(1)</script>')
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  pictures = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
  hub = await connectHub()
})
afterAll(async () => {
  await hub?.stop()
  shop?.close()
})

const load = (lines: string[], replace = false) =>
  hub.api('POST', '/v1/catalogs/1009/import', {
    csv: ['id,title,description,availability,price,image_link', ...lines].join('\n'),
    replace,
  })
const products = async (query = '') => (await hub.api('GET', `/v1/catalogs/1009/products${query}`)).body.data
const ids = async (query = '') => (await products(query)).map((product: { retailerId: string }) => product.retailerId)

test('a feed becomes products; what cannot be taken says why, and its neighbours go on', async () => {
  const loaded = await load([
    `lamp-1,Paper lamp,Soft light,in stock,29.90 EUR,${pictures}/lamp.jpg`,
    `lamp-2,Glass lamp,,out of stock,45 EUR,${pictures}/text.jpg`,
    'broken,,,,,',
    'table-1,Walnut table,For six,,399 EUR,',
  ])
  expect(loaded.body).toEqual({ taken: 3, rejected: 1, problems: [{ line: 4, problem: 'The title is missing.' }] })
  expect((await hub.api('GET', '/v1/catalogs')).body.data).toMatchObject([{ id: '1009', products: 3 }])
  expect((await products())[0]).toEqual({
    catalogId: '1009',
    retailerId: 'lamp-1',
    title: 'Paper lamp',
    description: 'Soft light',
    price: { amount: '29.90', currency: 'EUR' },
    available: true,
    hasPicture: true,
  })
})

test('found by beginnings of words, by name, page by page', async () => {
  expect(await ids('?search=lam')).toEqual(['lamp-1', 'lamp-2'])
  expect(await ids('?search=six%20tab')).toEqual(['table-1'])
  expect(await ids('?ids=table-1,lamp-2,nothing')).toEqual(['lamp-2', 'table-1'])
  const named = (await hub.api('GET', '/v1/catalogs/products?ids=table-1,other')).body.data
  expect(named).toMatchObject([{ catalogId: '1009', title: 'Walnut table' }])
  const first = (await hub.api('GET', '/v1/catalogs/1009/products?limit=2')).body
  expect(await ids(`?limit=2&cursor=${first.cursor}`)).toEqual(['table-1'])
})

test('pictures come small and drawn anew; what is none is not passed on', async () => {
  const picture = async (id: string) =>
    fetch(`${hub.url}/v1/catalogs/1009/products/${id}/picture`, {
      headers: { authorization: `Bearer ${KEY}` },
    })
  const answer = await picture('lamp-1')
  expect(answer.headers.get('content-type')).toBe('image/webp')
  expect(await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).toMatchObject({ format: 'webp', width: 320 })
  expect((await picture('lamp-2')).status).toBe(404)
  expect((await picture('table-1')).status).toBe(404)
})

test('loaded again: what changed is changed, and what is gone goes only when it is asked for', async () => {
  await load(['lamp-1,Paper lamp,Soft light,in stock,24.90 EUR,'])
  expect((await products())[0]).toMatchObject({ price: { amount: '24.90' }, hasPicture: false })
  expect(await ids()).toHaveLength(3)
  await load(['lamp-1,Paper lamp,,,,'], true)
  expect(await ids()).toEqual(['lamp-1'])
})

test('what is no feed is refused with what to do, and nothing is lost', async () => {
  const refused = await hub.api('POST', '/v1/catalogs/1009/import', { csv: 'name,phone\nAna,1' })
  expect(refused).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('id and title'), findings: [{ path: 'csv' }] },
  })
  expect(await ids()).toEqual(['lamp-1'])
})

test('forgotten here', async () => {
  expect((await hub.api('DELETE', '/v1/catalogs/1009')).status).toBe(204)
  expect(await ids()).toEqual([])
})

test('a file that replaces takes away only what it does not name, and nothing where it cannot be read', async () => {
  await load(['lamp-1,Paper lamp,,,29.90 EUR,', 'lamp-2,Glass lamp,,,45 EUR,', 'table-1,Walnut table,,,399 EUR,'])
  const before = await ids()
  const broken = await load(['lamp-1,Paper lamp,,,cheap,', 'lamp-2,Glass lamp,,,dear,'], true)
  expect(broken).toMatchObject({
    status: 400,
    body: { findings: [{ path: 'csv', fix: expect.stringMatching(/nothing was replaced.*9.99 USD/) }] },
  })
  expect(await ids()).toEqual(before)
  await load(['vase-1,Vase,,,10 EUR,', 'vase-2,Vase,,,12 EUR,'])
  await load(
    [
      'lamp-1,Paper lamp,,in stock,29.90 EUR,',
      'lamp-2,Glass lamp,,,45 EUR,',
      'table-1,Walnut table,,,399 EUR,',
      'vase-1,Vase,,,dear,',
    ],
    true,
  )
  expect(await ids()).toEqual([...before, 'vase-1'])
})
