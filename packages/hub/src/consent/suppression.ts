import type { Purpose } from '@casement/rules'
import { consentChoiceSql } from '../contacts/consent-sql.ts'
import { csvField } from '../contacts/csv.ts'
import { type Db, row, rows } from '../database/database.ts'

const PAGE = 5_000

/** Everybody who said no to a purpose, as CSV in the shape in which such a list comes in. */
export async function* writeSuppression(db: Db, workspaceId: string, purpose: Purpose): AsyncGenerator<string> {
  yield 'phone,since,how\n'
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await rows<{ contact_id: string; phone: string | null; since: Date | null; how: string | null }>(
      db,
      `select s.contact_id, said.at as since, said.how,
         (select min(a.value) from contact_aliases a where a.workspace_id = $1 and a.contact_id = s.contact_id and a.kind = 'e164') as phone
       from consents s
       left join lateral (select t.at, t.evidence ->> 'how' as how from consent_statements t
         where t.workspace_id = $1 and t.contact_id = s.contact_id and t.purpose = $4 and t.choice = 'out' order by t.at desc limit 1) said on true
       where s.workspace_id = $1 and s.contact_id > $2 and ${consentChoiceSql('s.state', purpose)} = 'out' order by s.contact_id limit $3`,
      [workspaceId, after, PAGE, purpose],
    )
    for (const { phone, since, how } of page)
      if (phone) yield `${csvField(`+${phone}`, ',')},${since?.toISOString() ?? ''},${csvField(how ?? '', ',')}\n`
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.contact_id
  }
}

/** How many said yes and no to each purpose. */
export async function countChoices(db: Db, workspaceId: string, purposes: readonly Purpose[]) {
  const counted = purposes.map((purpose, index) => {
    const choice = consentChoiceSql('s.state', purpose)
    return `count(*) filter (where ${choice} = 'in')::int as in_${index}, count(*) filter (where ${choice} = 'out')::int as out_${index}`
  })
  const found = await row<Record<string, number>>(
    db,
    `select ${counted.join(', ')} from consents s join contacts c on c.workspace_id = $1 and c.id = s.contact_id and c.merged_into is null
     where s.workspace_id = $1`,
    [workspaceId],
  )
  return purposes.map((purpose, index) => ({ purpose, in: found?.[`in_${index}`] ?? 0, out: found?.[`out_${index}`] ?? 0 }))
}
