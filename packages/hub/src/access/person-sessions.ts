import { type Db, rows } from '../database/database.ts'

export type PersonSession = {
  id: string
  createdAt: Date
  /** Noted about once a day, when the session is renewed. */
  seenAt: Date
  expiresAt: Date
  address: string | null
  program: string | null
}

/** Where a person is signed in now, the newest first. */
export const sessionsOf = (db: Db, personId: string): Promise<PersonSession[]> =>
  rows<PersonSession>(
    db,
    `select id, "createdAt", "updatedAt" as "seenAt", "expiresAt", nullif("ipAddress", '') as address, nullif("userAgent", '') as program
     from auth.session where "userId" = $1 and "expiresAt" > now() order by "createdAt" desc, id`,
    [personId],
  )

/** Ends one of a person's sessions, or all but one; answers how many ended. */
export async function endSessions(
  db: Db,
  personId: string,
  { only = null, except = null }: { only?: string | null; except?: string | null },
): Promise<number> {
  const { rowCount } = await db.query(
    `delete from auth.session where "userId" = $1 and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3)`,
    [personId, only, except],
  )
  return rowCount ?? 0
}
