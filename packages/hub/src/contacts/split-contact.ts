import { isoTime, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { consentFor, foldWindow, newWindow, type Purpose, statementsIn, type WindowState } from '@casement/rules'
import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { problem } from '../http/problems.ts'
import { saveWindow } from '../threads/find-thread.ts'
import { keepNumbers } from './keep-numbers.ts'
import type { AliasRow, ContactRow } from './queries.ts'
import { foldConsents, lockConsents, saveConsents } from './record-consent.ts'

type Splitting = { tx: Db; workspaceId: string; now: PlatformTime; emit: (event: DomainEvent) => void }

/**
 * Two people were taken for one. The aliases named become a contact of their own, with the messages that these names wrote or got in
 * threads of its own; both windows are told anew from what is left. A no to being written to stays with both; a yes stays where it is.
 */
export async function splitContact(
  splitting: Splitting,
  contact: ContactRow,
  { aliases, name }: { aliases: readonly AliasRow[]; name: string },
): Promise<string> {
  const { tx, workspaceId, now, emit } = splitting
  for (const alias of aliases) {
    if (!contact.aliases.some((known) => sameAlias(known, alias)))
      throw problem('not-found', `This contact has no alias ${alias.value}.`)
  }
  if (contact.aliases.every((known) => aliases.some((alias) => sameAlias(known, alias))))
    throw problem('conflict', 'Leave the contact at least one number or id: all of them would leave nobody behind.')
  const id = uuid7()
  await tx.query('insert into contacts (workspace_id, id, name, created_at) values ($1, $2, $3, $4)', [
    workspaceId,
    id,
    name,
    isoTime(now),
  ])
  for (const { kind, portfolioId, value } of aliases) {
    await tx.query(
      'update contact_aliases set contact_id = $5 where workspace_id = $1 and kind = $2 and portfolio_id = $3 and value = $4',
      [workspaceId, kind, portfolioId, value, id],
    )
  }
  await keepNumbers(tx, workspaceId, [contact.id, id])
  const consents = await lockConsents(tx, workspaceId, [contact.id, id])
  const said = consents.get(contact.id)?.state ?? {}
  const refused = new Set((Object.keys(said) as Purpose[]).filter((purpose) => consentFor(said, purpose).choice === 'out'))
  const stays = statementsIn(said).filter(({ purpose, choice }) => refused.has(purpose) && choice === 'out')
  for (const event of foldConsents(consents, id, stays)) emit(event)
  await saveConsents(tx, workspaceId, consents)
  await splitThreads(splitting, contact.id, id, aliases)
  emit({ type: 'contact.changed', at: now, data: { contactId: contact.id, split: id } })
  emit({ type: 'contact.changed', at: now, data: { contactId: id } })
  return id
}

type ThreadToSplit = { id: string; phone_number_id: string; time_zone: string }

async function splitThreads(
  { tx, workspaceId, now, emit }: Splitting,
  from: string,
  to: string,
  aliases: readonly AliasRow[],
): Promise<void> {
  const threads = await rows<ThreadToSplit>(
    tx,
    `select t.id, t.phone_number_id, w.time_zone from threads t
     join phone_numbers n on n.workspace_id = t.workspace_id and n.id = t.phone_number_id
     join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
     where t.workspace_id = $1 and t.contact_id = $2 order by t.id for update of t`,
    [workspaceId, from],
  )
  const names = aliases.map(({ value }) => value)
  for (const thread of threads) {
    const made = uuid7()
    const moving = await rows<{ id: string }>(
      tx,
      `select m.id from messages m left join sends s on s.workspace_id = m.workspace_id and s.id = m.id
       where m.workspace_id = $1 and m.thread_id = $2 and (
         (m.direction = 'in' and (m.content->>'from' = any ($3) or m.content->>'from_user_id' = any ($3)
           and coalesce(m.content->>'from', '') <> all (select value from contact_aliases where workspace_id = $1 and contact_id = $4)))
         or (m.direction = 'out' and (s.recipient->>'phone' = any ($3) or (s.recipient->>'phone' is null and s.recipient->>'bsuid' = any ($3)))))`,
      [workspaceId, thread.id, names, from],
    )
    if (moving.length === 0) continue
    const ids = moving.map(({ id }) => id)
    await tx.query(
      `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, last_message_at) values ($1, $2, $3, $4, $5, $6)`,
      [workspaceId, made, thread.phone_number_id, to, JSON.stringify(newWindow), isoTime(now)],
    )
    await tx.query('update messages set thread_id = $3 where workspace_id = $1 and id = any ($2::uuid[])', [
      workspaceId,
      ids,
      made,
    ])
    await tx.query('update sends set thread_id = $3, contact_id = $4 where workspace_id = $1 and id = any ($2::uuid[])', [
      workspaceId,
      ids,
      made,
      to,
    ])
    await tx.query('update reach_uses set contact_id = $3 where workspace_id = $1 and send_id = any ($2::uuid[])', [
      workspaceId,
      ids,
      to,
    ])
    for (const id of [thread.id, made]) {
      await tellAnew({ tx, workspaceId, now, emit }, { ...thread, id })
      emit({ type: 'thread.changed', at: now, data: { threadId: id } })
    }
  }
}

/** A thread's window and last message from the messages it holds. */
async function tellAnew(splitting: Splitting, { id, time_zone }: ThreadToSplit): Promise<void> {
  const { tx, workspaceId, now } = splitting
  const inbound = await rows<{ at: Date; type: string }>(
    tx,
    `select at, type from messages where workspace_id = $1 and thread_id = $2 and direction = 'in' order by at desc limit 100`,
    [workspaceId, id],
  )
  const policy = policyAt(now, time_zone)
  const state = inbound.reduce<WindowState>(
    (folded, { at, type }) =>
      type === 'call'
        ? foldWindow(folded, { type: 'user-call', at: platformTime(at) }, policy)
        : foldWindow(folded, { type: 'user-message', at: platformTime(at), messageType: type }, policy),
    newWindow,
  )
  await saveWindow(splitting, id, state, policy)
  await tx.query(
    `update threads t set last_message = l.last, last_message_at = coalesce(l.at, t.last_message_at)
     from (select null::jsonb as last, null::timestamptz as at union all
       (select jsonb_build_object('id', m.id, 'text', m.text, 'at', m.at, 'direction', m.direction), m.at::timestamptz from messages m
        where m.workspace_id = $1 and m.thread_id = $2 order by m.at desc, m.id desc limit 1)) l
     where t.workspace_id = $1 and t.id = $2 and (l.at is not null or not exists (
       select 1 from messages m where m.workspace_id = $1 and m.thread_id = $2))`,
    [workspaceId, id],
  )
}

const sameAlias = (a: AliasRow, b: AliasRow) => a.kind === b.kind && a.value === b.value && a.portfolioId === b.portfolioId
