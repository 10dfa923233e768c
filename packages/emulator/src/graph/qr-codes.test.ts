import { beforeEach, expect, test } from 'vitest'
import { TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator
let path: string

beforeEach(async () => {
  emulator = await TestEmulator.start({ quiet: true })
  path = `/v25.0/${emulator.about.phoneNumberId}/message_qrdls`
})

const create = (body: Record<string, unknown>) => emulator.graph('POST', path, body)

test('a link is made, listed, changed in either way, and deleted', async () => {
  const { body } = await create({ prefilled_message: 'I want a sofa' })
  const code = String(body.code)
  expect(body).toEqual({ code, prefilled_message: 'I want a sofa', deep_link_url: `https://wa.me/message/${code}` })
  expect((await emulator.graph('POST', `${path}/${code}?prefilled_message=Two`)).body).toMatchObject({ prefilled_message: 'Two' })
  expect((await create({ code, prefilled_message: 'Three' })).body).toMatchObject({ code, prefilled_message: 'Three' })
  expect((await emulator.graph('GET', `${path}/${code}`)).body).toMatchObject({ data: [{ code, prefilled_message: 'Three' }] })
  expect((await emulator.graph('GET', `${path}?fields=code,qr_image_url.format(SVG)`)).body).toMatchObject({
    data: [{ code, qr_image_url: `${emulator.about.graphUrl}/qr_images/${code}.svg` }],
  })
  expect((await emulator.graph('DELETE', `${path}/${code}`)).body).toEqual({ success: true })
  expect((await emulator.graph('GET', path)).body).toEqual({ data: [] })
  expect((await emulator.graph('GET', `${path}/${code}`)).body.error?.code).toBe(100)
})

test.each([
  ['png', 'image/png'],
  ['svg', 'image/svg+xml'],
])('its picture comes as %s, for everybody', async (format, type) => {
  const { body } = await create({ prefilled_message: 'x', generate_qr_image: format })
  const answer = await fetch(String(body.qr_image_url))
  expect(answer.headers.get('content-type')).toBe(type)
  expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(300)
})

/** What is refused. */
test.each([
  ['no text', {}],
  ['a text of 141 characters', { prefilled_message: 'x'.repeat(141) }],
  ['a picture as GIF', { prefilled_message: 'x', generate_qr_image: 'GIF' }],
])('%s', async (_label, body) => {
  expect((await create(body)).body.error?.code).toBe(100)
})

test('a text of 140 characters is taken', async () => {
  expect((await create({ prefilled_message: 'x'.repeat(140) })).status).toBe(200)
})

test('a number has 2,000 links', async () => {
  const { world } = emulator.emulator
  const numberId = emulator.about.phoneNumberId
  for (let i = 0; i < 1_999; i++)
    world.things.put({ key: `qr:${numberId}:${i}`, kind: 'qr', numberId, code: String(i), message: 'x', image: null })
  expect((await create({ prefilled_message: 'x' })).status).toBe(200)
  expect((await create({ prefilled_message: 'x' })).status).toBe(400)
})
