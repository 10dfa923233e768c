import type { Db } from '../database/database.ts'

export const INBOUND_CHANNEL = 'casement_inbound'

/** Tells the process that sends for a number how many of its slots inbound messages used. A hint that is lost costs a slower answer. */
export const announceInbound = (db: Db, phoneNumberId: string, count: number): void =>
  void db.query('select pg_notify($1, $2)', [INBOUND_CHANNEL, `${phoneNumberId} ${count}`]).catch(() => {})

export function readInbound(payload: string): { phoneNumberId: string; count: number } | null {
  const [, phoneNumberId, count] = /^(\d{1,32}) (\d{1,6})$/.exec(payload) ?? []
  return phoneNumberId === undefined ? null : { phoneNumberId, count: Number(count) }
}
