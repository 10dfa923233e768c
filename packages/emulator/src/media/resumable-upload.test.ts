import { beforeEach, expect, test } from 'vitest'
import { mp4, pdf, png } from '../testing/sdks/sample-files.ts'
import { TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator

beforeEach(async () => {
  emulator = await TestEmulator.start({ quiet: true })
})

const begin = (query: string) => emulator.graph('POST', `/v25.0/${emulator.about.appId}/uploads?${query}`)
const beginFile = async (bytes: Buffer, type: string) =>
  String((await begin(`file_name=a&file_length=${bytes.length}&file_type=${encodeURIComponent(type)}`)).body.id)
async function put(id: string, bytes: Buffer, offset: number, headers: Record<string, string> = {}) {
  const answer = await fetch(`${emulator.about.graphUrl}/v25.0/${id}`, {
    method: 'POST',
    headers: { authorization: `OAuth ${emulator.about.accessToken}`, file_offset: String(offset), ...headers },
    body: new Uint8Array(bytes),
  })
  return { status: answer.status, body: (await answer.json()) as { h?: string; error?: { message: string; code: number } } }
}
const offsetOf = async (id: string) => (await emulator.graph('GET', `/v25.0/${id}`)).body.file_offset

test('a file goes up in parts, and a broken one goes on where it stopped', async () => {
  const id = await beginFile(png, 'image/png')
  expect(id).toMatch(/^upload:[\w-]+\?sig=ARZ\w+$/)
  expect(await offsetOf(id)).toBe(0)
  expect((await put(id, png.subarray(0, 20), 0)).body).not.toHaveProperty('h')
  expect(await offsetOf(id)).toBe(20)
  expect((await put(id, png.subarray(0, 20), 0)).body.error).toMatchObject({
    code: 100,
    message: '(#100) file_offset must be 20.',
  })
  expect((await put(id, Buffer.concat([png.subarray(20), png]), 20)).status).toBe(400)
  const { body } = await put(id, png.subarray(20), 20)
  expect(body).toEqual({ h: expect.stringMatching(/^4::aW1hZ2UvcG5n:ARb\w+:e:\d+$/) })
  expect(await offsetOf(id)).toBe(png.length)
  expect((await put(id, png.subarray(20), 20)).body).toEqual(body)
})

/** How the bytes may come. */
test.each([
  ['without a type', {}],
  ['as bytes', { 'content-type': 'application/octet-stream' }],
  ['as what they are', { 'content-type': 'video/mp4' }],
  ['as a form that is none', { 'content-type': 'application/x-www-form-urlencoded' }],
])('bytes %s', async (_label, headers) => {
  const id = await beginFile(mp4, 'video/mp4')
  expect((await put(id, mp4, 0, headers as Record<string, string>)).body).toEqual({ h: expect.stringMatching(/^4::/) })
})

test('an id may come with its signature encoded, or without it', async () => {
  const id = await beginFile(pdf, 'application/pdf')
  expect((await put(encodeURIComponent(id), pdf.subarray(0, 10), 0)).status).toBe(200)
  expect((await put(id.split('?')[0] as string, pdf.subarray(10), 10)).body).toEqual({ h: expect.any(String) })
})

/** What a session is refused for. */
test.each([
  ['no length', 'file_type=image/png', 'file_length'],
  ['a length of nothing', 'file_type=image/png&file_length=0', 'Invalid parameter'],
  ['no type', 'file_length=10', 'file_type'],
  ['a type that is not taken', 'file_length=10&file_type=image/gif', 'image/gif'],
])('%s', async (_label, query, words) => {
  expect((await begin(query)).body.error).toMatchObject({ code: 100, message: expect.stringContaining(words) })
})

test('nobody knows a session that never began', async () => {
  expect((await emulator.graph('GET', '/v25.0/upload:bm9uZQ?sig=x')).body.error).toMatchObject({ code: 100, error_subcode: 33 })
})

test('the handle makes a profile picture, which everybody may look at', async () => {
  const path = `/v25.0/${emulator.about.phoneNumberId}/whatsapp_business_profile`
  const { body } = await put(await beginFile(png, 'image/png'), png, 0)
  const write = (handle: string) =>
    emulator.graph('POST', path, { messaging_product: 'whatsapp', profile_picture_handle: handle })
  expect((await write('4::nobody')).body.error?.code).toBe(100)
  expect((await write(String(body.h))).body).toEqual({ success: true })
  const { data } = (await emulator.graph('GET', `${path}?fields=profile_picture_url`)).body as unknown as {
    data: [{ profile_picture_url: string }]
  }
  const picture = await fetch(data[0].profile_picture_url)
  expect(picture.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await picture.arrayBuffer())).toEqual(png)
  const film = await put(await beginFile(mp4, 'video/mp4'), mp4, 0)
  expect((await write(String(film.body.h))).body.error?.code).toBe(100)
})
