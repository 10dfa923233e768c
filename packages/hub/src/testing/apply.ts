import type pg from 'pg'
import { pino } from 'pino'
import { createApplier } from '../applier/applier.ts'
import { journalise } from './example-account.ts'

/** Lets an applier of its own live through webhooks, each a POST, and answers with the throughput they used. */
export const createApplierFor =
  (pool: pg.Pool) =>
  async (...bodies: unknown[]) => {
    const spent: string[] = []
    const applier = createApplier({
      pool,
      log: pino({ level: 'silent' }),
      onApplied: () => {},
      spend: (number, count) => spent.push(`${number} ${count}`),
    })
    for (const body of bodies) await journalise(pool, body)
    await applier.drain()
    await applier.stop()
    return { spent }
  }
