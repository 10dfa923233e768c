import type { PlatformTime } from '@casement/platform'
import type { Evidence } from '@casement/rules'
import { writeAudience } from '../campaigns/write-audience.ts'
import type { Db } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { saveRejections } from '../jobs/queries.ts'
import { readable } from './csv.ts'
import type { ImportOptions } from './import-options.ts'
import type { ImportRow } from './read-import.ts'
import type { Person } from './read-person.ts'
import { type Budget, tellAttributes } from './tell-attributes.ts'
import { writePeople } from './write-people.ts'

export type Keeping = {
  workspaceId: string
  jobId: string
  options: ImportOptions
  evidence: Evidence
  now: PlatformTime
  expectNew: boolean
  budget: Budget
}

/** What became of the rows of a batch. */
export type Kept = {
  counts: { created: number; changed: number; unchanged: number; optOutsKept: number; told: number; untold: number }
  rejected: number
  allNew: boolean
}

/** Writes a batch of rows with all that belongs to them: people, who of them is in a campaign, whom somebody waits for, and what could not be taken. */
export async function keepRows(
  tx: Db,
  { workspaceId, jobId, options: { campaignId }, evidence, now, expectNew, budget }: Keeping,
  batch: readonly ImportRow[],
): Promise<Kept> {
  // What a crash takes it takes with how far we got: the rows are read again. The last step waits for the disk, for all of them.
  await tx.query('set local synchronous_commit = off')
  const people = batch.flatMap(({ reading }) =>
    reading.ok ? [campaignId ? withoutAttributes(reading.person) : reading.person] : [],
  )
  const { rejected, contactOf, attributesOf, allNew, ...counts } = await writePeople(
    tx,
    { workspaceId, jobId, now, evidence, expectNew },
    people,
  )
  const reasons = new Map(rejected.map(({ line, reason }) => [line, reason]))
  const refused = batch.flatMap(({ line, bytes, reading }) => {
    const reason = reading.ok ? reasons.get(line) : reading.reason
    return reason === undefined ? [] : [{ line, reason, text: readable(bytes) }]
  })
  if (campaignId) await writeAudience(tx, { workspaceId, campaignId }, batch, { reasons, contactOf })
  if (refused.length > 0) await saveRejections(tx, workspaceId, jobId, refused)
  const { told, untold } = await tellAttributes(tx, { workspaceId, jobId, now, budget }, attributesOf)
  await appendEvents(tx, workspaceId, told)
  return { counts: { ...counts, told: told.length, untold }, rejected: refused.length, allNew }
}

const withoutAttributes = (person: Person): Person => ({ ...person, attributes: {} })
