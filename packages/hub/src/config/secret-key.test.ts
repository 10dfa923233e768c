import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadSecretKey, SECRET_KEY_FILE } from './secret-key.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-key-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the key of the environment is used and nothing is written', async () => {
  const given = Buffer.alloc(32, 1)
  expect(await loadSecretKey({ secretKey: given, dataFolder: folder })).toEqual(given)
  expect(await readdir(folder)).toEqual([])
})

test('without one, the first start makes it, for its owner only, and the next start finds it', async () => {
  const dataFolder = join(folder, 'new')
  const first = await loadSecretKey({ secretKey: null, dataFolder })
  expect(first).toHaveLength(32)
  expect((await stat(join(dataFolder, SECRET_KEY_FILE))).mode & 0o777).toBe(0o600)
  expect(await loadSecretKey({ secretKey: null, dataFolder })).toEqual(first)
})

test('two starts at once agree on one key and leave nothing behind', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadSecretKey({ secretKey: null, dataFolder: folder })))
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
  expect(await readdir(folder)).toEqual([SECRET_KEY_FILE])
})

test('a damaged file is not overwritten: the sentence says what to do', async () => {
  await writeFile(join(folder, SECRET_KEY_FILE), 'half a k')
  await expect(loadSecretKey({ secretKey: null, dataFolder: folder })).rejects.toThrow(
    'put the right key back, or set CASEMENT_SECRET_KEY',
  )
})

test('a folder that cannot be made says so', async () => {
  await writeFile(join(folder, 'file'), '')
  const impossible = loadSecretKey({ secretKey: null, dataFolder: join(folder, 'file', 'below') })
  await expect(impossible).rejects.toThrow(/cannot be (read|written)/)
})
