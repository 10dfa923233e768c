import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBucketStore, readBucket } from './bucket-store.ts'

let server: S3rver
let folder: string
let endpoint: string
const id = '019a0000-0000-7000-8000-000000000001'
const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-bucket-'))
  server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'files', configs: [] }],
  })
  const { port } = await server.run()
  endpoint = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const store = (more = credentials) => createBucketStore(readBucket(`s3://files/casement?endpoint=${endpoint}`, more))
const all = async (pieces: AsyncIterable<Buffer>) => {
  const found: Buffer[] = []
  for await (const piece of pieces) found.push(piece)
  return Buffer.concat(found)
}

test('what is put is read, whole or in part, until it is removed', async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251))
  await store().put('w1', id, bytes)
  expect((await all(store().read('w1', id, { start: 0, end: bytes.length - 1 }))).equals(bytes)).toBe(true)
  expect((await all(store().read('w1', id, { start: 100, end: 199 }))).equals(bytes.subarray(100, 200))).toBe(true)
  await store().remove('w1', id)
  await expect(all(store().read('w1', id, { start: 0, end: 1 }))).rejects.toThrow('404')
})

test('a wrong key is said to be wrong', async () => {
  const wrong = createBucketStore(readBucket(`s3://files/x?endpoint=${endpoint}`, { ...credentials, accessKeyId: 'ANOTHER' }))
  await expect(wrong.put('w1', id, Buffer.from('x'))).rejects.toThrow('403')
})

test('a bucket without a key is refused at the start', () => {
  expect(() => readBucket('s3://files', { accessKeyId: null, secretAccessKey: null })).toThrow('AWS_ACCESS_KEY_ID')
})
