import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase } from '@casement/hub/testing'
import pg from 'pg'
import { expect, test } from 'vitest'
import { playCrash } from './crash-story.ts'

/** The database goes away for a moment, as in a restart: whoever is connected is thrown out, and nobody comes in. */
async function goAway(url: string): Promise<void> {
  const server = new URL(url)
  const name = server.pathname.slice(1)
  server.pathname = '/postgres'
  const client = new pg.Client({ connectionString: server.href })
  await client.connect()
  try {
    await client.query(`alter database ${name} with allow_connections false`)
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    await sleep(1_000)
  } finally {
    await client.query(`alter database ${name} with allow_connections true`)
    await client.end()
  }
}

test('killed three times and stopped once in the middle of it, the database away for a moment: nobody gets it twice, nobody misses it, nothing stays unclear', async () => {
  const database = await createTestDatabase({ migrated: false })
  try {
    const ending = await playCrash({
      databaseUrl: database.url,
      people: 400,
      mps: 100,
      kills: 3,
      pauses: 1,
      databaseTroubles: [{ what: 'The database is away for a moment', cause: () => goAway(database.url) }],
    })
    expect(ending).toMatchObject({ kills: 3, pauses: 1, fell: 0, doubled: 0, lost: 0, unclear: 0, overLimit: 0 })
    expect(ending.settledByAbsence, 'some posts never arrived').toBeGreaterThan(0)
    expect(ending.wereUnclear, 'and some answers were lost').toBeGreaterThan(ending.settledByAbsence)
  } finally {
    await database.drop()
  }
})
