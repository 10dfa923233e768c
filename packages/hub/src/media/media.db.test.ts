import { createHash } from 'node:crypto'
import { type ClientRequest, request } from 'node:http'
import { DAY } from '@casement/platform'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { row } from '../database/database.ts'
import { type ConnectedHub, connectHub, KEY } from '../testing/connected-hub.ts'
import { forgetUnusedMedia } from './forget-media.ts'
import { createDatabaseStore } from './media-store.ts'

let hub: ConnectedHub
let png: Buffer

beforeAll(async () => {
  hub = await connectHub()
  png = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#1f6f54' } })
    .png()
    .toBuffer()
  await hub.write('Hello')
})
afterAll(() => hub.stop())

const authorization = `Bearer ${KEY}`
const upload = async (bytes: Buffer | string, query = '', type = 'application/octet-stream') => {
  const answer = await fetch(`${hub.url}/v1/media${query}`, {
    method: 'POST',
    headers: { authorization, 'content-type': type },
    body: typeof bytes === 'string' ? bytes : new Uint8Array(bytes),
  })
  // biome-ignore lint/suspicious/noExplicitAny: answers of the API are read member by member, as another program would.
  return { status: answer.status, body: (await answer.json()) as any }
}
const download = (id: string, headers: Record<string, string> = {}, query = '') =>
  fetch(`${hub.url}/v1/media/${id}${query}`, { headers: { authorization, ...headers } })
const send = (message: object) =>
  hub.api('POST', '/v1/messages', { from: hub.world.phoneNumberId, to: hub.world.testRecipient, message })
const lastInbound = async () => {
  const [thread] = (await hub.api('GET', '/v1/threads')).body.data
  return (await hub.api('GET', `/v1/threads/${thread.id}/messages`)).body.data.find(
    ({ direction }: { direction: string }) => direction === 'in',
  )
}
const writesPicture = () => hub.write('', { type: 'image', text: undefined, image: { caption: 'Is it this one?' } })

describe('what customers send', () => {
  test('is fetched as it comes, and served to those who may see the thread', async () => {
    await writesPicture()
    const { media } = await lastInbound()
    expect(media).toMatchObject({ state: 'kept', mimeType: expect.stringMatching(/^image\//) })
    const file = await download(media.id)
    const bytes = Buffer.from(await file.arrayBuffer())
    const kept = await row<{ sha256: Buffer; bytes: string }>(
      hub.database.pool,
      'select sha256, bytes from media where id = $1',
      [media.id],
    )
    expect([file.status, bytes.length]).toEqual([200, Number(kept?.bytes)])
    expect(
      createHash('sha256')
        .update(bytes)
        .digest()
        .equals(kept?.sha256 as Buffer),
    ).toBe(true)
    expect((await fetch(`${hub.url}/v1/media/${media.id}`)).status).toBe(401)
  })

  test('is asked for again when the platform stumbles', async () => {
    await hub.control('POST', '/faults', { on: 'media', fault: { http: 500 }, times: 1 })
    await writesPicture()
    const { media } = await lastInbound()
    expect(media.state).toBe('waiting')
    expect((await download(media.id)).status).toBe(503)
    await hub.control('DELETE', '/faults')
    await hub.database.pool.query('update media_fetches set retry_at = now()')
    await hub.settle()
    expect((await lastInbound()).media.state).toBe('kept')
  })

  test('and is said to be gone when it came too late', async () => {
    await hub.control('POST', '/faults', { on: 'media', fault: { http: 500 }, times: 1 })
    await writesPicture()
    await hub.control('DELETE', '/faults')
    const { media } = await lastInbound()
    await hub.database.pool.query(`update media_fetches set retry_at = now(), platform_id = '1'`)
    await hub.settle()
    expect((await lastInbound()).media).toMatchObject({ state: 'failed', because: expect.stringMatching(/any more/) })
    expect((await download(media.id)).status).toBe(410)
  })
})

test('what nobody shows any more is forgotten, bytes and all; the rest stays', async () => {
  await writesPicture()
  const { media, id } = await lastInbound()
  const left = () =>
    row<{ n: number }>(hub.database.pool, 'select count(*)::int as n from media_bytes where media_id = $1', [media.id])
  await forgetUnusedMedia(hub.database.pool, [createDatabaseStore(hub.database.pool)])
  expect((await left())?.n).toBeGreaterThan(0)
  await hub.database.pool.query('delete from media_uses where message_id = $1', [id])
  await forgetUnusedMedia(hub.database.pool, [createDatabaseStore(hub.database.pool)])
  expect(await left()).toEqual({ n: 0 })
  expect((await download(media.id)).status).toBe(404)
})

describe('a file of ours', () => {
  test('is served with headers that let a browser do no harm', async () => {
    const page = await upload('<script>alert(1)</script>', '?name=page.txt')
    const file = await download(page.body.id)
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(/^attachment; filename="page.txt"/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    })
  })

  test.each([
    ['bytes=0-9', 206, 10],
    ['bytes=-5', 206, 5],
    ['bytes=10-', 206, -10],
    ['bytes=99999999-', 416, 0],
    ['bytes=5-2', 200, null],
    ['lines=1-2', 200, null],
  ])('in part: %s is %i', async (range, status, length) => {
    const { id } = (await upload(png, '?name=a.png&repair=false')).body
    const part = await download(id, { range })
    const bytes = Buffer.from(await part.arrayBuffer())
    expect(part.status).toBe(status)
    const wanted =
      length === null
        ? png
        : length < 0
          ? png.subarray(-length)
          : range === 'bytes=-5'
            ? png.subarray(-5)
            : png.subarray(0, length)
    expect(bytes.equals(wanted)).toBe(true)
  })

  test('is not sent twice to who has it', async () => {
    const { id } = (await upload(png)).body
    const etag = (await download(id)).headers.get('etag') ?? ''
    expect((await download(id, { 'if-none-match': etag })).status).toBe(304)
  })

  test('waits its turn while four others of the workspace are on their way, and goes when they have ended', async () => {
    // One that comes while this test tries is sent away too, and comes again, until four are under way.
    const under = new Set<ClientRequest>()
    const come = () => {
      const one = request(`${hub.url}/v1/media`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'image/png', 'content-length': 100 },
      })
      under.add(one)
      one.on('error', () => {})
      one.on('response', () => {
        under.delete(one)
        one.destroy()
        come()
      })
      one.write('slow')
    }
    for (let i = 0; i < 4; i += 1) come()
    await expect.poll(async () => (await upload(png)).status).toBe(429)
    expect((await upload(png)).body.detail).toBe(
      'This workspace uploads 4 files already: send this one again when one of them is done.',
    )
    for (const one of under) one.destroy()
    await expect.poll(async () => (await upload(png)).status).toBe(201)
  })

  test('that phones cannot show becomes one that they can', async () => {
    const gif = await sharp(png).gif().toBuffer()
    const { status, body } = await upload(gif, '?name=moving.gif')
    expect([status, body.mimeType, body.repairs.length]).toEqual([201, 'image/jpeg', 1])
    const refused = await upload(gif, '?name=moving.gif&repair=false')
    expect([refused.status, refused.body.rule]).toEqual([422, 'media.format'])
    expect(refused.body.findings[0].fix).toMatch(/\.$/)
  })

  test('that is too large for the platform is made smaller, and a picture is told from its bytes', async () => {
    const noise = await sharp(Buffer.from(Array.from({ length: 1_800 * 1_800 * 3 }, (_, i) => (i * 2_654_435_761) >>> 24)), {
      raw: { width: 1_800, height: 1_800, channels: 3 },
    })
      .png({ compressionLevel: 0 })
      .toBuffer()
    expect(noise.length).toBeGreaterThan(5 * 1_048_576)
    const { body } = await upload(noise, '?name=huge.txt')
    expect(body).toMatchObject({ kind: 'image', mimeType: 'image/jpeg' })
    expect(body.bytes).toBeLessThanOrEqual(5 * 1_048_576)
  })

  test.each([
    ['nothing', '', '', 422],
    ['a file of no known kind', Buffer.from([0, 1, 2, 3]), '?as=video', 422],
  ])('%s is refused', async (_what, bytes, query, status) => {
    expect((await upload(bytes, query)).status).toBe(status)
  })
})

describe('a message that names a file of ours', () => {
  const uploads = () =>
    row<{ state: string; platform_id: string; n: number }>(
      hub.database.pool,
      'select max(state) as state, max(platform_id) as platform_id, count(*)::int as n from media_uploads',
    )
  let id: string

  test('goes with the platform’s own id, uploaded before the post', async () => {
    id = (await upload(png, '?name=lamp.png')).body.id
    const sent = await send({ type: 'image', image: { id, caption: 'This one' } })
    expect(sent.status).toBe(202)
    await hub.settle()
    const message = (await hub.api('GET', `/v1/messages/${sent.body.message.id}`)).body
    expect(message).toMatchObject({ status: expect.stringMatching(/accepted|sent|delivered/), media: { id } })
    expect(await uploads()).toMatchObject({ state: 'there', n: 1 })
  })

  test('a second time without another upload', async () => {
    const before = await uploads()
    const sent = await send({ type: 'image', image: { id } })
    await hub.settle()
    expect((await hub.api('GET', `/v1/messages/${sent.body.message.id}`)).body.status).toMatch(/accepted|sent/)
    expect(await uploads()).toEqual(before)
  })

  test('waits while the platform does not take the file, and goes when it does', async () => {
    const other = (await upload(png, '?name=other.png')).body.id
    await hub.control('POST', '/faults', { on: 'media', fault: { http: 500, code: 131_000 }, times: 1 })
    const sent = await send({ type: 'image', image: { id: other } })
    await hub.settle()
    const status = async () => (await hub.api('GET', `/v1/messages/${sent.body.message.id}`)).body.status
    expect(await status()).toBe('queued')
    await hub.control('DELETE', '/faults')
    await hub.database.pool.query('update media_uploads set retry_at = now()')
    await hub.settle()
    expect(await status()).toMatch(/accepted|sent/)
  })

  test('keeps its file at the platform past the 30 days, as long as it is used', async () => {
    const before = await uploads()
    await hub.advance(26 * DAY)
    await hub.settle()
    const after = await uploads()
    expect(after?.platform_id).not.toBe(before?.platform_id)
    await hub.write('Again?')
    const sent = await send({ type: 'image', image: { id } })
    await hub.settle()
    expect((await hub.api('GET', `/v1/messages/${sent.body.message.id}`)).body.status).toMatch(/accepted|sent/)
  })

  describe('that the platform dropped early', () => {
    const drop = async () => {
      const { platform_id } = (await uploads()) as { platform_id: string }
      const { graphUrl, accessToken } = hub.world
      const headers = { authorization: `Bearer ${accessToken}` }
      expect((await fetch(`${graphUrl}/v25.0/${platform_id}`, { method: 'DELETE', headers })).status).toBe(200)
    }
    const ask = async (id: string) => (await hub.api('GET', `/v1/messages/${id}`)).body
    const refused = async (): Promise<number> => (await hub.control('GET', '/stats')).rejected[100] ?? 0

    beforeAll(() => hub.database.pool.query(`delete from media_uploads`))

    test('goes all the same, once, with the file laid there anew', async () => {
      await send({ type: 'image', image: { id } })
      await hub.settle()
      const before = await uploads()
      await drop()
      const both = [await send({ type: 'image', image: { id } }), await send({ type: 'image', image: { id } })]
      const [taken, no] = [(await hub.control('GET', '/messages')).length, await refused()]
      await hub.settle()
      const [first, second] = await Promise.all(both.map((sent) => ask(sent.body.message.id)))
      expect([first.status, second.status]).toEqual([
        expect.stringMatching(/accepted|sent/),
        expect.stringMatching(/accepted|sent/),
      ])
      expect(first.timeline).toContainEqual(expect.objectContaining({ status: 'queued', after: 'files' }))
      expect((await hub.control('GET', '/messages')).length - taken).toBe(2)
      expect((await refused()) - no, 'the second may have met the new one already').toBeLessThanOrEqual(2)
      const after = await uploads()
      expect([after?.state, after?.platform_id === before?.platform_id]).toEqual(['there', false])
    })

    test('fails the third time, when the platform forgets the file as soon as it has it', async () => {
      await hub.database.pool.query(
        `create function forgotten() returns trigger language plpgsql as $$ begin
           if new.platform_id is not null then new.platform_id := '404'; end if; return new; end $$;
         create trigger forgotten before insert or update on media_uploads for each row execute function forgotten();
         update media_uploads set platform_id = '1'`,
      )
      const no = await refused()
      const sent = await send({ type: 'image', image: { id } })
      await hub.settle()
      await hub.settle()
      expect(await ask(sent.body.message.id)).toMatchObject({ status: 'failed', error: { code: 100 } })
      expect((await refused()) - no).toBe(3)
      await hub.database.pool.query('drop trigger forgotten on media_uploads; delete from media_uploads')
    })

    test('fails at once where the id is the platform’s own, which only its owner can lay there anew', async () => {
      const sent = await send({ type: 'image', image: { id: '404' } })
      await hub.settle()
      expect(await ask(sent.body.message.id)).toMatchObject({ status: 'failed', error: { code: 100 } })
    })
  })

  test.each([
    ['nobody has that file', () => '019a0000-0000-7000-8000-00000000dead', 'media.missing', 'image.id'],
    ['the file is of another kind', async () => (await upload('Thank you.', '?name=note.txt')).body.id, 'media.format', 'image'],
  ])('is refused when %s, and a check says so as well', async (_why, file, rule, path) => {
    const message = { type: 'image', image: { id: await file() } }
    const { status, body } = await send(message)
    const finding = { rule, severity: 'error', path, fix: expect.stringMatching(/POST \/v1\/media|image\/jpeg/) }
    expect([status, body.findings]).toEqual([422, [expect.objectContaining(finding)]])
    const asked = { from: hub.world.phoneNumberId, to: hub.world.testRecipient, message }
    expect((await hub.api('POST', '/v1/messages/check', asked)).body).toMatchObject({
      decision: { kind: 'refuse', rule: 'content.invalid' },
      findings: [finding],
    })
  })
})
