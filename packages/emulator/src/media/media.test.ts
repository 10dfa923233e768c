import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { fileOf, mp3, mp4, ogg, pdf, png, webp } from '../testing/sdks/sample-files.ts'
import { DAY, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator
let number: string
let token: string

beforeEach(async () => {
  emulator = await TestEmulator.start()
  number = emulator.about.phoneNumberId
  token = `Bearer ${emulator.about.accessToken}`
})

const upload = (bytes: Buffer, type: string, more: Record<string, string> = {}, name = 'file') => {
  const form = new FormData()
  for (const [field, value] of Object.entries({ messaging_product: 'whatsapp', ...more })) form.set(field, value)
  form.set('file', fileOf(bytes, name, type))
  return emulator.graph('POST', `/v25.0/${number}/media`, form)
}
const idOf = async (bytes: Buffer, type: string, more = {}, name = 'file') =>
  String((await upload(bytes, type, more, name)).body.id)
const addressOf = async (id: string) => String((await emulator.graph('GET', `/v25.0/${id}`)).body.url)
const fetchFile = (url: string, headers: Record<string, string> = { authorization: token }, method = 'GET') =>
  fetch(url, { method, headers })

describe('in two hops', () => {
  test('first what it is, then the bytes', async () => {
    const id = await idOf(png, 'image/png', {}, 'søfa.png')
    const { body } = await emulator.graph('GET', `/v25.0/${id}?phone_number_id=${number}`)
    expect(body).toEqual({
      id,
      messaging_product: 'whatsapp',
      mime_type: 'image/png',
      file_size: png.length,
      sha256: createHash('sha256').update(png).digest('hex'),
      url: expect.stringMatching(
        new RegExp(`^${emulator.about.graphUrl}/whatsapp_business/attachments/\\?mid=${id}&ext=\\d+&hash=AT`),
      ),
    })
    const answer = await fetchFile(String(body.url))
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'accept-ranges': 'bytes',
      'content-disposition': "attachment; filename*=UTF-8''s%C3%B8fa.png",
    })
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(png)
    expect((await fetchFile(String(body.url), undefined, 'HEAD')).headers.get('content-length')).toBe(String(png.length))
  })

  /** Who may fetch the bytes: headers → status and code. */
  test.each([
    ['nobody without a token', {}, '', 401, 2500],
    ['nobody with a wrong one', { authorization: 'Bearer nonsense' }, '', 401, 190],
    ['nobody with the token in the address', {}, '&access_token=EAAemulatorToken', 401, 2500],
    ['nobody with a changed link', undefined, '0', 404, 100],
  ])('%s', async (_label, headers, more, status, code) => {
    const url = await addressOf(await idOf(png, 'image/png'))
    const answer = await fetchFile(url + more, headers)
    expect(answer.status).toBe(status)
    expect(((await answer.json()) as { error: { code: number } }).error.code).toBe(code)
  })

  /** Parts of a file: header → status, `Content-Range`, bytes. */
  test.each([
    ['bytes=0-7', 206, `bytes 0-7/${png.length}`, png.subarray(0, 8)],
    ['bytes=60-', 206, `bytes 60-${png.length - 1}/${png.length}`, png.subarray(60)],
    ['bytes=-4', 206, `bytes ${png.length - 4}-${png.length - 1}/${png.length}`, png.subarray(-4)],
    ['bytes=0-1,4-5', 200, null, png],
  ])('%s', async (range, status, told, bytes) => {
    const answer = await fetchFile(await addressOf(await idOf(png, 'image/png')), { authorization: token, range })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([status, told])
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  })

  test('no part beyond the end', async () => {
    const url = await addressOf(await idOf(png, 'image/png'))
    expect((await fetchFile(url, { authorization: token, range: `bytes=${png.length}-` })).status).toBe(416)
  })
})

describe('in time', () => {
  test('an address works for five minutes and no longer; a new one can be asked for', async () => {
    const id = await idOf(png, 'image/png')
    const url = await addressOf(id)
    await emulator.advance(5 * MINUTE - 1)
    expect((await fetchFile(url)).status).toBe(200)
    await emulator.advance(1)
    expect((await fetchFile(url)).status).toBe(404)
    expect((await fetchFile(await addressOf(id))).status).toBe(200)
  })

  /** How long an id lives: who sent the file → its days. */
  test.each([
    ['an uploaded file', 30, () => idOf(png, 'image/png')],
    [
      'a customer’s file',
      7,
      async () => {
        await emulator.write({ type: 'image', image: {} })
        return String((emulator.inbound()[0]?.image as { id: string } | undefined)?.id)
      },
    ],
  ])('%s lives %d days', async (_label, days, get) => {
    const id = await get()
    await emulator.advance(days * DAY - 1)
    expect((await emulator.graph('GET', `/${id}`)).status).toBe(200)
    await emulator.advance(1)
    expect((await emulator.graph('GET', `/${id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 })
    expect((await emulator.send({ type: 'image', image: { id } })).body.error?.message).toMatch(
      /is not a valid whatsapp business account media attachment ID$/,
    )
  })

  test('a file may be given less time than 30 days', async () => {
    const id = await idOf(png, 'image/png', { ttl_minutes: '10' })
    await emulator.advance(10 * MINUTE)
    expect((await emulator.graph('GET', `/${id}`)).status).toBe(400)
  })

  test('a deleted file is gone, its address too', async () => {
    const id = await idOf(png, 'image/png')
    const url = await addressOf(id)
    expect((await emulator.graph('DELETE', `/v25.0/${id}`)).body).toEqual({ success: true })
    expect((await fetchFile(url)).status).toBe(404)
    expect((await emulator.graph('DELETE', `/v25.0/${id}`)).body.error?.code).toBe(100)
  })
})

test('a file belongs to the number it was uploaded for', async () => {
  const { id: other } = await emulator.control('POST', '/numbers', { display: '+44 7700 900999', verifiedName: 'Another' })
  const id = await idOf(png, 'image/png')
  expect((await emulator.graph('GET', `/${id}?phone_number_id=${other}`)).body.error).toMatchObject({
    code: 100,
    error_subcode: 33,
  })
  const send = (from: string) =>
    emulator.graph('POST', `/${from}/messages`, {
      messaging_product: 'whatsapp',
      to: '447700900456',
      type: 'image',
      image: { id },
    })
  expect((await send(other)).body.error?.code).toBe(100)
  expect((await send(number)).status).toBe(200)
})

test('the digest is hex on the node and base64 in the webhook, and its bytes are those the customer sent', async () => {
  await emulator.write({ type: 'document', document: { data: pdf.toString('base64'), filename: 'plan.pdf', caption: 'My room' } })
  const document = emulator.inbound()[0]?.document as Record<string, string>
  const digest = createHash('sha256').update(pdf)
  expect(document).toEqual({
    id: expect.stringMatching(/^\d+$/),
    mime_type: 'application/pdf',
    sha256: digest.copy().digest('base64'),
    filename: 'plan.pdf',
    caption: 'My room',
    url: expect.stringContaining(`mid=${document.id}&source=webhook`),
  })
  expect(Buffer.from(await (await fetchFile(String(document.url))).arrayBuffer())).toEqual(pdf)
  expect((await emulator.graph('GET', `/${document.id}`)).body.sha256).toBe(digest.digest('hex'))
  expect(Buffer.from(await (await fetchFile(await addressOf(String(document.id)))).arrayBuffer())).toEqual(pdf)
})

test.each([
  ['2025-11-11T12:00:00Z', false],
  ['2025-11-12T12:00:00Z', true],
])('on %s webhooks of media tell its address: %s', async (now, told) => {
  await emulator.control('POST', '/reset', { now })
  await emulator.write({ type: 'image' })
  await emulator.advance(0)
  const image = (emulator.inbound().at(-1)?.image ?? {}) as { id?: string; url?: string }
  expect([image.id !== undefined, image.url !== undefined]).toEqual([true, told])
})

/** What may be uploaded, at and beyond each limit: bytes, declared type → accepted or code. */
const MB = 1_048_576
const padded = (bytes: Buffer, size: number) => Buffer.concat([bytes, Buffer.alloc(size - bytes.length)])
const animated = Buffer.concat([
  Buffer.from('RIFF\0\0\0\0WEBPVP8X', 'latin1'),
  Buffer.from([10, 0, 0, 0, 0x02]),
  Buffer.alloc(20),
])
test.each([
  ['a PNG', png, 'image/png', null],
  ['an MP3', mp3, 'audio/mpeg', null],
  ['a voice note', ogg, 'audio/ogg; codecs=opus', null],
  ['a film', mp4, 'video/mp4', null],
  ['sound in an MP4', mp4, 'audio/mp4', null],
  ['a sticker', webp, 'image/webp', null],
  ['a PDF', pdf, 'application/pdf', null],
  ['a text', Buffer.from('Hello'), 'text/plain', null],
  ['an image of 5 MB', padded(png, 5 * MB), 'image/png', null],
  ['an image of 5 MB and a byte', padded(png, 5 * MB + 1), 'image/png', 131053],
  ['a sticker of 100 KB', padded(webp, 102_400), 'image/webp', null],
  ['a sticker of 100 KB and a byte', padded(webp, 102_401), 'image/webp', 131053],
  ['a moving sticker of 500 KB', padded(animated, 512_000), 'image/webp', null],
  ['a moving sticker of 500 KB and a byte', padded(animated, 512_001), 'image/webp', 131053],
  ['Ogg without Opus', Buffer.from('OggS..............vorbis'), 'audio/ogg', 131053],
  ['a PDF that says it is a picture', pdf, 'image/png', 131053],
  ['a PNG that says it is a JPEG', png, 'image/jpeg', 131053],
  ['nothing', Buffer.alloc(0), 'image/png', 131053],
  ['a GIF', Buffer.from('GIF89a....'), 'image/gif', 100],
  ['a file of no type', png, 'application/octet-stream', 100],
])('%s', async (_label, bytes, type, code) => {
  const answer = await upload(bytes, type)
  expect(answer.body.error?.code ?? null).toBe(code)
})

/** What is missing from an upload. */
test.each([
  ['the product', { messaging_product: '' }, true, 'messaging_product'],
  ['the file', {}, false, 'file'],
])('an upload without %s is refused', async (_label, fields, withFile, words) => {
  const form = new FormData()
  for (const [name, value] of Object.entries({ messaging_product: 'whatsapp', ...fields })) form.set(name, value)
  if (withFile) form.set('file', fileOf(png, 'a.png', 'image/png'))
  const answer = await emulator.graph('POST', `/${number}/media`, form)
  expect(answer.body.error).toMatchObject({ code: 100, message: `(#100) The parameter ${words} is required.` })
})

test('the type may be said in a field, as a kind only, or in the query', async () => {
  expect((await upload(png, 'application/octet-stream', { type: 'image/png' })).status).toBe(200)
  expect((await upload(png, 'image/png', { type: 'image' })).status).toBe(200)
  const form = new FormData()
  form.set('file', fileOf(png, 'a.png', 'image/png'))
  expect((await emulator.graph('POST', `/v25.0/${number}/media?messaging_product=whatsapp`, form)).status).toBe(200)
})
