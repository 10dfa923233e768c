import { createHash } from 'node:crypto'
import pg from 'pg'

/** What queries are written against: the pool, or one client inside a transaction. */
export type Db = Pick<pg.Pool, 'query'>

/**
 * Our pool. Counters come as numbers (they stay far below 2^53); timestamps stay Date, to be read with `platformTime` or
 * `machineTime` where they enter, because only the column's domain says which clock it is.
 */
export function openDatabase(
  url: string,
  { max = 12, name = 'casement', pooled = false }: { max?: number; name?: string; pooled?: boolean } = {},
): pg.Pool {
  const INT8 = 20
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    connectionTimeoutMillis: 10_000,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
    },
  })
  // A connection that dies is replaced by the pool, and who was using it is told by their query; without listeners it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  if (pooled) pool.on('connect', prepareNothing)
  return pool
}

/** Behind a pooler each transaction may meet another server, which knows none of the statements that this client prepared by name. */
function prepareNothing(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const unnamed = (asked: unknown) =>
    asked !== null && typeof asked === 'object' && 'name' in asked && 'text' in asked ? { ...asked, name: undefined } : asked
  client.query = ((asked: unknown, ...rest: unknown[]) => query(unnamed(asked), ...rest)) as typeof client.query
}

/** Runs `work` in one transaction: all of it is kept, or none. */
export async function transact<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** The same, and each statement in it may take so long at most: for what people look at, and would not wait for. */
export const transactWithin = <T>(pool: pg.Pool, patienceMs: number, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> =>
  transact(pool, async (tx) => {
    await tx.query(`set local statement_timeout = ${patienceMs}`)
    return work(tx)
  })

/** Whether a statement took longer than it was allowed to. */
export const isTooSlow = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '57014'

/** All rows, typed by the caller beside its SQL. */
export const rows = async <T>(db: Db, sql: string, values: unknown[] = []): Promise<T[]> =>
  (await db.query(sql, values)).rows as T[]

/** The one row, or undefined. */
export const row = async <T>(db: Db, sql: string, values: unknown[] = []): Promise<T | undefined> =>
  (await db.query(sql, values)).rows[0] as T | undefined

/**
 * All rows of a statement that a connection plans once and keeps under `name`: for what is asked hundreds of times a second. Its
 * plan must be right for every value. Behind a pooler nothing is prepared.
 */
export const preparedRows = async <T>(db: Db, name: string, text: string, values: unknown[] = []): Promise<T[]> =>
  (await db.query({ name, text, values })).rows as T[]

/** The one row of such a statement, or undefined. */
export const preparedRow = async <T>(db: Db, name: string, text: string, values: unknown[] = []): Promise<T | undefined> =>
  (await preparedRows<T>(db, name, text, values))[0]

/**
 * The same connection, on which every statement is such a one, named by its text: for a fixed set of questions that are asked together
 * again and again. Texts that are made up as one goes would fill the connection.
 */
export const plannedOnce = (db: Db): Db => {
  const query = (text: unknown, values?: unknown[]) =>
    typeof text === 'string' ? db.query({ name: nameOf(text), text, values: values ?? [] }) : db.query(text as pg.QueryConfig)
  return { query: query as Db['query'] }
}

const names = new Map<string, string>()
function nameOf(text: string): string {
  const known = names.get(text) ?? createHash('sha256').update(text).digest('hex').slice(0, 32)
  names.set(text, known)
  return known
}

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'

/** Somebody else wrote first what this transaction was about to write: it is run again and sees it. */
export class Overtaken extends Error {
  readonly code = SERIALIZATION_FAILURE
}

/** A transaction that PostgreSQL broke off in favour of another is run again: nothing of it had happened. */
export async function transactAgain<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact(pool, work)
    } catch (error) {
      const { code } = error as { code?: string }
      if ((code !== DEADLOCK && code !== SERIALIZATION_FAILURE) || attempt === 5) throw error
    }
  }
}
