import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHub, createLog, type Hub, readConfig } from '@casement/hub'
import { createTestDatabase, type TestDatabase } from '@casement/hub/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePorts, runCasement } from '../testing/run-casement.ts'

const KEY = 'csm_a_key_for_importing_in_a_test_only'
let database: TestDatabase
let hub: Hub
let folder: string
let env: Record<string, string>

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'casement-import-'))
  const [port, nobody] = (await freePorts(2)) as [number, number]
  env = { CASEMENT_API_KEY: KEY, PORT: String(port) }
  const reading = readConfig({
    ...env,
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    GRAPH_URL: `http://127.0.0.1:${nobody}`,
    CASEMENT_DATA: folder,
    LOG_LEVEL: 'silent',
  })
  if (!reading.ok) throw new Error(reading.problems.join(' '))
  hub = await createHub(reading.config, { roles: ['http', 'jobs'], log: createLog({ level: 'silent' }) })
  await hub.listen()
})
afterAll(async () => {
  await hub.close()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const run = async (args: string[], more: Record<string, string> = {}) => {
  const ran = runCasement(['contacts', ...args], { ...env, PUBLIC_URL: `http://127.0.0.1:${env.PORT}`, ...more })
  const code = await ran.exited
  return { code, said: ran.lines.join('\n') }
}

test('a file is imported, and what cannot be taken lies beside it', async () => {
  const file = join(folder, 'people.csv')
  await writeFile(file, 'Tel,Who,City\n07700 900601,Ada,Oslo\nnobody,Ben,\n07700 900602,Cy,\n')
  expect(await run(['import', file, '--map', 'Tel=phone', '--map=Who=name', '--country', 'GB'])).toEqual({
    code: 1,
    said: `3 rows: 2 new, 0 changed, 0 as they were. 1 could not be taken: mend them in ${join(folder, 'people.rejected.csv')} and import that.`,
  })
  const rejected = await readFile(join(folder, 'people.rejected.csv'), 'utf8')
  expect(rejected).toMatch(/^rejected_line,rejected_reason,Tel,Who,City\n3,".*country code.*",nobody,Ben,\n$/)
  const { rows } = await database.pool.query('select name, attributes from contacts order by name')
  expect(rows).toEqual([
    { name: 'Ada', attributes: { City: 'Oslo' } },
    { name: 'Cy', attributes: {} },
  ])
})

describe('what is wrong is one sentence', () => {
  test.each([
    ['no file', ['import'], {}, 2, /casement contacts import FILE\.csv/],
    ['another action', ['export', 'a.csv'], {}, 2, /casement contacts import/],
    ['a file that is not there', ['import', 'nowhere.csv'], {}, 2, /There is no file nowhere\.csv/],
    ['no key', ['import', 'package.json'], { CASEMENT_API_KEY: '' }, 1, /CASEMENT_API_KEY is not set/],
    ['a wrong key', ['import', 'package.json'], { CASEMENT_API_KEY: 'csm_wrong_key' }, 1, /API key is not known/],
    ['no hub', ['import', 'package.json'], { PUBLIC_URL: 'http://127.0.0.1:9' }, 1, /No hub answers at http:\/\/127\.0\.0\.1:9/],
    ['a file that is no CSV of people', ['import', 'package.json'], {}, 1, /No column holds the phone number/],
    ['an unknown flag', ['import', 'package.json', '--maps', 'a=b'], {}, 1, /does not know --maps/],
  ] as const)('%s', async (_what, args, more, code, sentence) => {
    expect(await run([...args], more)).toEqual({ code, said: expect.stringMatching(sentence) })
  })
})
