import type { CsvRecord } from '../contacts/csv.ts'
import type { PersonReading } from '../contacts/read-person.ts'
import type { Db } from '../database/database.ts'

/**
 * Writes down the rows of a campaign's file, in their order: whom each is, what it says beside the number, and why it is nobody's.
 * The first rows of a file replace those of an earlier one.
 */
export async function writeAudience(
  tx: Db,
  { workspaceId, campaignId, isFirst }: { workspaceId: string; campaignId: string; isFirst: boolean },
  batch: readonly CsvRecord[],
  readings: readonly PersonReading[],
  { reasons, contactOf }: { reasons: ReadonlyMap<number, string>; contactOf: ReadonlyMap<string, string> },
): Promise<void> {
  if (isFirst) {
    await tx.query('delete from campaign_audience where workspace_id = $1 and campaign_id = $2', [workspaceId, campaignId])
  }
  const lines = batch.map((record, index) => {
    const reading = readings[index] as PersonReading
    if (!reading.ok) return { line: record.line, contact: null, columns: null, excluded: 'no-number' }
    const { phone, attributes } = reading.person
    return {
      line: record.line,
      contact: contactOf.get(phone) ?? null,
      columns: JSON.stringify(attributes),
      excluded: reasons.has(record.line) ? 'duplicate' : null,
    }
  })
  await tx.query(
    `insert into campaign_audience (workspace_id, campaign_id, position, contact_id, columns, excluded)
     select $1, $2, r.line, r.contact, r.columns, r.excluded
     from unnest($3::int[], $4::uuid[], $5::jsonb[], $6::text[]) as r (line, contact, columns, excluded)`,
    [
      workspaceId,
      campaignId,
      lines.map(({ line }) => line),
      lines.map(({ contact }) => contact),
      lines.map(({ columns }) => columns),
      lines.map(({ excluded }) => excluded),
    ],
  )
}
