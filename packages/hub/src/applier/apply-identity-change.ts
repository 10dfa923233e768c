import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import { newWindow } from '@casement/rules'
import { keepNumbers } from '../contacts/keep-numbers.ts'
import { mergeContacts } from '../contacts/merge-contacts.ts'
import { type Db, row, rows } from '../database/database.ts'
import { type Applying, CannotApply } from './change.ts'

export type UserIdItem = {
  wa_id?: string
  user_id?: { previous?: string; current?: string }
  timestamp?: string | number
}
export type SystemItem = {
  id?: string
  from?: string
  from_user_id?: string
  timestamp?: string | number
  system?: { type?: string; wa_id?: string; new_wa_id?: string; user_id?: string }
}

type Names = { phone?: string | undefined; bsuid?: string | undefined }
type Alias = { kind: 'e164' | 'bsuid'; portfolioId: string; value: string }

/** A person got another business-scoped id, mostly because they moved to another number. */
export async function applyUserIdUpdate(apply: Applying, item: UserIdItem): Promise<void> {
  const { previous, current } = item.user_id ?? {}
  if (!previous || !current) throw new CannotApply('The update names no two ids.')
  await moveIdentity(apply, { bsuid: previous }, { bsuid: current, phone: item.wa_id }, timeOf(item.timestamp))
}

/** A `system` message that tells of a new number or id. Others say something to people and change no identity. */
export async function applySystemMessage(apply: Applying, item: SystemItem): Promise<void> {
  const { type, wa_id, new_wa_id, user_id } = item.system ?? {}
  const before = { phone: item.from, bsuid: item.from_user_id }
  const at = timeOf(item.timestamp)
  switch (type) {
    case 'user_changed_number':
      return moveIdentity(apply, before, { phone: new_wa_id ?? wa_id, bsuid: user_id }, at)
    case 'user_changed_user_id':
      return moveIdentity(apply, before, { phone: new_wa_id ?? wa_id, bsuid: user_id }, at)
  }
}

/**
 * The same person under new names. Their contact, its history and what they said about being written to stay; the old names are kept
 * as former ones and free for whoever gets that number next. Windows do not move along: for the platform the new number is somebody
 * who has not written yet.
 */
async function moveIdentity(apply: Applying, before: Names, after: Names, at: PlatformTime): Promise<void> {
  const { tx, workspaceId, number } = apply
  if (!number) throw new CannotApply('The change of a person names no number of ours.')
  const old = aliases(before, number.portfolio_id)
  const fresh = aliases(after, number.portfolio_id)
  if (fresh.length === 0) return
  const known = await owner(tx, workspaceId, old)
  // News that comes twice, or after the same news by another webhook: the old names lead nowhere any more.
  if (!known) return
  const arrived = await owner(tx, workspaceId, fresh)
  const stranger = arrived !== undefined && arrived !== known
  if (!stranger && !(await hasAll(tx, workspaceId, known, fresh))) await closeWindows(tx, workspaceId, known)
  if (stranger) {
    // Who wrote from the new number already has a window of their own; the old one's does not hold there.
    await closeWindows(tx, workspaceId, known)
    await mergeContacts({ tx, workspaceId, now: apply.now, emit: apply.emit }, arrived, known)
  }
  for (const alias of fresh) {
    await tx.query(
      `insert into contact_aliases (workspace_id, kind, portfolio_id, value, contact_id) values ($1, $2, $3, $4, $5)
       on conflict (workspace_id, kind, portfolio_id, value) do nothing`,
      [workspaceId, alias.kind, alias.portfolioId, alias.value, known],
    )
  }
  const outlived = old.filter(
    (alias) => fresh.some((one) => one.kind === alias.kind) && !fresh.some((one) => one.value === alias.value),
  )
  for (const alias of outlived) await retire(tx, workspaceId, known, alias, at)
  await keepNumbers(tx, workspaceId, [known])
  await readdressSends(tx, workspaceId, known, number.portfolio_id)
  if (!stranger) apply.emit({ type: 'contact.changed', at, data: { contactId: known } })
}

/** Takes a name away from a contact and remembers that it was theirs. */
async function retire(tx: Db, workspaceId: string, contactId: string, alias: Alias, at: PlatformTime): Promise<void> {
  await tx.query(
    `with gone as (
       delete from contact_aliases where workspace_id = $1 and kind = $2 and portfolio_id = $3 and value = $4 and contact_id = $5 returning 1
     )
     insert into former_aliases (workspace_id, kind, portfolio_id, value, contact_id, until)
     select $1, $2, $3, $4, $5, $6 from gone on conflict do nothing`,
    [workspaceId, alias.kind, alias.portfolioId, alias.value, contactId, isoTime(at)],
  )
}

const closeWindows = (tx: Db, workspaceId: string, contactId: string) =>
  tx.query(
    `update threads set window_state = $3, csw_until = null, fep_state = 'none', fep_until = null, window_due = '-infinity'
     where workspace_id = $1 and contact_id = $2`,
    [workspaceId, contactId, JSON.stringify(newWindow)],
  )

/** What waits goes to the new number: the old one may be a stranger's soon. */
async function readdressSends(tx: Db, workspaceId: string, contactId: string, portfolioId: string): Promise<void> {
  const now = await rows<{ kind: string; value: string }>(
    tx,
    `select kind, value from contact_aliases where workspace_id = $1 and contact_id = $2 and portfolio_id in ('', $3)`,
    [workspaceId, contactId, portfolioId],
  )
  const aliasValue = (kind: string) => now.find((alias) => alias.kind === kind)?.value ?? null
  await tx.query(`update sends set recipient = $3 where workspace_id = $1 and contact_id = $2 and state in ('queued', 'held')`, [
    workspaceId,
    contactId,
    JSON.stringify({ phone: aliasValue('e164'), bsuid: aliasValue('bsuid') }),
  ])
}

async function owner(tx: Db, workspaceId: string, names: readonly Alias[]): Promise<string | undefined> {
  for (const alias of names) {
    const found = await row<{ contact_id: string }>(
      tx,
      'select contact_id from contact_aliases where workspace_id = $1 and kind = $2 and portfolio_id = $3 and value = $4',
      [workspaceId, alias.kind, alias.portfolioId, alias.value],
    )
    if (found) return found.contact_id
  }
  return undefined
}

async function hasAll(tx: Db, workspaceId: string, contactId: string, names: readonly Alias[]): Promise<boolean> {
  for (const alias of names.filter(({ kind }) => kind === 'e164')) {
    if ((await owner(tx, workspaceId, [alias])) !== contactId) return false
  }
  return names.some(({ kind }) => kind === 'e164')
}

const aliases = ({ phone, bsuid }: Names, portfolioId: string): Alias[] => [
  ...(phone ? [{ kind: 'e164' as const, portfolioId: '', value: phone.replace(/\D/g, '') }] : []),
  ...(bsuid ? [{ kind: 'bsuid' as const, portfolioId, value: bsuid }] : []),
]

function timeOf(timestamp: string | number | undefined): PlatformTime {
  const seconds = Number(timestamp)
  if (timestamp === undefined || !Number.isFinite(seconds)) throw new CannotApply('The change of a person has no timestamp.')
  return platformTime(seconds * 1_000)
}
