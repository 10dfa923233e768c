import type { ImportRow } from '../contacts/read-import.ts'
import type { Db } from '../database/database.ts'

/** The rows of a file replace those of an earlier one. */
export const forgetAudience = (tx: Db, workspaceId: string, campaignId: string) =>
  tx.query('delete from campaign_audience where workspace_id = $1 and campaign_id = $2', [workspaceId, campaignId])

/** Writes down rows of a campaign's file: whom each is, what it says beside the number, and why it is nobody's. */
export async function writeAudience(
  tx: Db,
  { workspaceId, campaignId }: { workspaceId: string; campaignId: string },
  batch: readonly ImportRow[],
  { reasons, contactOf }: { reasons: ReadonlyMap<number, string>; contactOf: ReadonlyMap<string, string> },
): Promise<void> {
  const lines = batch.map(({ line, reading }) => {
    if (!reading.ok) return { line, contact: null, columns: null, excluded: 'no-number' }
    const { phone, attributes } = reading.person
    return {
      line,
      contact: contactOf.get(phone) ?? null,
      columns: JSON.stringify(attributes),
      excluded: reasons.has(line) ? 'duplicate' : null,
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
