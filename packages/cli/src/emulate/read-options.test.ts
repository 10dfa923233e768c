import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEmulatorOptions } from './read-options.ts'

test('without flags only the port is said, so that a world that goes on keeps the rest', async () => {
  expect(await readEmulatorOptions({}, {})).toEqual({ port: 4010, wabaConfig: {} })
})

test.each([
  { flags: { port: '1' }, becomes: { port: 1 } },
  { flags: { port: '65535' }, becomes: { port: 65535 } },
  { flags: { seed: '0' }, becomes: { seed: 0 } },
  { flags: { clock: 'manual' }, becomes: { clock: 'manual' } },
  { flags: { clock: 'x60' }, becomes: { clock: 60 } },
  { flags: { clock: 'x0.5' }, becomes: { clock: 0.5 } },
  { flags: { policy: 'PMP_V1' }, becomes: { policy: 'PMP_V1' } },
  { flags: { relax: 'window,pair' }, becomes: { relax: ['window', 'pair'] } },
  { flags: { relax: 'all' }, becomes: { relax: 'all' } },
])('$flags', async ({ flags, becomes }) => {
  expect(await readEmulatorOptions(flags, {})).toMatchObject(becomes)
})

test.each([
  { flags: { port: '0' }, sentence: '--port is "0": give a port from 1 to 65535, such as 4010.' },
  { flags: { port: '65536' }, sentence: '--port is "65536"' },
  { flags: { seed: '-1' }, sentence: '--seed is "-1": give a whole number' },
  { flags: { clock: 'x0' }, sentence: '--clock is "x0": give real, manual, or how many times faster, such as x60.' },
  { flags: { clock: 'fast' }, sentence: '--clock is "fast"' },
  { flags: { policy: 'PMP' }, sentence: '--policy is "PMP": give one of auto, CBP, PMP_V1, PMP_V2.' },
  { flags: { relax: 'windows' }, sentence: '--relax is "windows": give all, or some of window,throughput' },
  { flags: { world: '/nowhere.json' }, sentence: '--world names /nowhere.json, which cannot be read (ENOENT).' },
])('$flags is refused', async ({ flags, sentence }) => {
  await expect(readEmulatorOptions(flags, {})).rejects.toThrow(sentence)
})

test('a world comes from a file of JSON and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'casement-world-'))
  const file = join(folder, 'world.json')
  await writeFile(file, '{"version": 1}')
  expect(await readEmulatorOptions({ world: file }, {})).toMatchObject({ world: { version: 1 } })
  await writeFile(file, '{"version"')
  await expect(readEmulatorOptions({ world: file }, {})).rejects.toThrow('is not JSON')
  await rm(folder, { recursive: true })
})

test('the secrets that hub and emulator share come from the environment', async () => {
  const env = { META_APP_SECRET: 'secret', META_VERIFY_TOKEN: 'word' }
  expect((await readEmulatorOptions({}, env)).wabaConfig).toEqual({ appSecret: 'secret', verifyToken: 'word' })
})
