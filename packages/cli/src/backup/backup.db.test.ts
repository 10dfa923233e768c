import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@casement/hub/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCasement } from '../testing/run-casement.ts'

let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'casement-backup-'))
  await database.pool.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'Nordlys Home')`)
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const run = async (args: string[], env: Record<string, string>) => {
  const ran = runCasement(args, env)
  return { code: await ran.exited, said: ran.lines.join('\n') }
}
const at = (name: string) => join(folder, name)

test('from a database of one’s own into the embedded one of a new data folder, and from there again', async () => {
  const key = Buffer.alloc(32, 5).toString('base64')
  const data = at('data')
  await writeFile(at('secret-key'), key)
  expect(await run(['backup', at('one.gz')], { DATABASE_URL: database.url, CASEMENT_DATA: folder })).toEqual({
    code: 0,
    said: expect.stringMatching(
      /^\d+ rows of \d+ tables are in .*one\.gz, read back and complete\.\nThe key .* is in .*one\.gz\.key: keep the two apart\.$/,
    ),
  })
  expect((await stat(at('one.gz.key'))).mode & 0o777).toBe(0o600)
  expect((await stat(at('one.gz'))).mode & 0o777).toBe(0o600)

  expect(await run(['restore', at('one.gz')], { CASEMENT_DATA: data })).toMatchObject({
    code: 0,
    said: expect.stringContaining('are restored'),
  })
  expect((await readFile(join(data, 'secret-key'), 'utf8')).trim()).toBe(key)
  const again = await run(['backup', at('two.gz')], { CASEMENT_DATA: data, CASEMENT_SECRET_KEY: key })
  expect(again).toMatchObject({ code: 0, said: expect.stringContaining('is CASEMENT_SECRET_KEY: keep it apart') })
}, 60_000)
