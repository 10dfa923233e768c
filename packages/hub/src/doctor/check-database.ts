import type pg from 'pg'
import { row } from '../database/database.ts'
import { pendingMigrations } from '../database/migrate.ts'
import { type Findings, fail, ok, warn } from './finding.ts'

const OLDEST_MAJOR = 15
const SKEW_MS = 2_000

/** Version, schema and clock of the database, which is reachable by now. */
export async function* checkDatabase(pool: pg.Pool): Findings {
  const asked = Date.now()
  const server = await row<{ number: number; version: string; now: Date }>(
    pool,
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version, clock_timestamp() as now`,
  )
  if (!server) return
  const { number, version, now } = server
  yield number >= OLDEST_MAJOR * 10_000
    ? ok('database', `PostgreSQL ${version} answers.`)
    : fail('database', `The database is PostgreSQL ${version}.`, `Move to PostgreSQL ${OLDEST_MAJOR} or newer.`)

  const skew = Math.abs(now.getTime() - (asked + Date.now()) / 2)
  if (skew > SKEW_MS)
    yield warn(
      'database-clock',
      `The clocks of this machine and of the database differ by ${Math.round(skew / 1_000)} s.`,
      'Keep both in step with NTP: leases count by the database, sessions by the machine.',
    )

  const { unknown, pending } = await pendingMigrations(pool)
  if (unknown !== null)
    yield fail(
      'schema',
      `The database has migration ${unknown}, which this version of Casement does not know.`,
      'Run the version that wrote it, or a later one.',
    )
  else if (pending.length > 0)
    yield warn(
      'schema',
      `The database lacks ${pending.length} of this version’s migrations.`,
      'The next start applies them: make a backup first (casement backup FILE).',
    )
  else yield ok('schema', 'The schema is this version’s.')
}
