import { type Db, row } from '../database/database.ts'
import { GraphRefusal, unknownNode } from './graph-refusal.ts'

export type OpenToken = (wabaId: string, sealed: string) => string

/**
 * The token for a call about a node: that of the account the number, template or account itself belongs to; for what we cannot
 * place (media, flows) that of the number named beside it, else of the workspace's first account. Throws GraphRefusal when the
 * node is another workspace's, or no account is connected.
 */
export async function findAccountToken(
  db: Db,
  openToken: OpenToken,
  { workspaceId, node, numberId, method }: { workspaceId: string; node: string; numberId: string | null; method: string },
): Promise<string> {
  const names = [node, numberId].filter((name) => name !== null && /^\d+$/.test(name))
  // One token may reach the accounts of several workspaces: whose a node is, is decided here.
  const foreign = await row(db, 'select 1 from routes where external_id = any ($1::text[]) and workspace_id <> $2', [
    names,
    workspaceId,
  ])
  if (foreign) throw unknownNode(node, method)
  const account = await row<{ id: string; token_sealed: string }>(
    db,
    `select w.id, w.token_sealed from wabas w where w.workspace_id = $1
     order by (w.id = any ($2::text[]) or w.portfolio_id = any ($2::text[])
       or exists (select 1 from phone_numbers n where n.workspace_id = $1 and n.waba_id = w.id and n.id = any ($2::text[]))
       or exists (select 1 from templates t where t.workspace_id = $1 and t.waba_id = w.id and t.id = any ($2::text[]))) desc, w.id
     limit 1`,
    [workspaceId, names],
  )
  if (!account) {
    throw new GraphRefusal({ code: 200, details: 'No WhatsApp account is connected to this workspace: connect one first.' })
  }
  return openToken(account.id, account.token_sealed)
}
