import { isoTime } from '@casement/platform'
import { type Db, preparedRows } from '../database/database.ts'
import { takeMedia } from '../media/place-media.ts'
import { loadSettings } from '../settings/settings.ts'
import { makeThreads, showLastSent } from '../threads/find-thread.ts'
import type { Admissible, Admitted, Admitting, Item, Submitted } from './admit-messages.ts'
import { findingsOf } from './find-findings.ts'
import type { MessageContent } from './judge-message.ts'
import type { SendingNumber, StoredTemplate } from './load-situations.ts'
import { defaultExpiry, PRIORITIES, templateSent, usualPriority } from './sending-terms.ts'

/** Threads, ledger and messages of what is admitted. Whose key is known already is answered with what it made the first time. */
export async function writeAdmitted(
  admitting: Admitting,
  number: SendingNumber,
  { scheduled, threads, items }: { scheduled: boolean; threads: Map<string, string>; items: readonly Admissible[] },
): Promise<Admitted[]> {
  if (items.length === 0) return []
  const { tx, workspaceId, now } = admitting
  const without = items.flatMap(({ recipient }) => (threads.has(recipient.contactId) ? [] : recipient.contactId))
  for (const [contactId, threadId] of await makeThreads(tx, workspaceId, number.id, without, now))
    threads.set(contactId, threadId)
  const threadOf = ({ recipient }: Item) => threads.get(recipient.contactId) as string

  const kept = await writeSends(admitting, number, { scheduled, threadOf, items })
  const made = items.filter(({ id }) => kept.has(id))
  await writeMessages(admitting, made, threadOf)
  await takeMedia(
    tx,
    workspaceId,
    number.id,
    made.map(({ id, message }) => ({ id, payload: message })),
    now,
  )
  const sent = made.map((item) => ({ threadId: threadOf(item), id: item.id, text: item.text }))
  if (!scheduled) await showLastSent(tx, workspaceId, sent, now)

  const earlier =
    made.length < items.length
      ? await earlierMessages(
          tx,
          workspaceId,
          items.flatMap(({ id, idempotencyKey }) => (kept.has(id) ? [] : (idempotencyKey ?? []))),
        )
      : new Map<string, Submitted['message']>()
  return items.map((item) => {
    const { decision, findings } = item.asked
    const threadId = threadOf(item)
    if (!kept.has(item.id)) {
      const message = earlier.get(item.idempotencyKey ?? '') ?? null
      return { submitted: { decision, findings, message }, threadId, events: [] }
    }
    const { id, status, dueAt } = item
    const data = { threadId, messageId: id }
    return {
      submitted: { decision, findings, message: { id, status, ...(dueAt > now ? { notBefore: dueAt } : {}) } },
      threadId,
      events: [
        { type: 'message.queued', at: now, data },
        { type: 'thread.changed', at: now, data },
      ],
    }
  })
}

/** Answers with the ids that are new. */
async function writeSends(
  admitting: Admitting,
  number: SendingNumber,
  { scheduled, threadOf, items }: { scheduled: boolean; threadOf: (item: Item) => string; items: readonly Admissible[] },
): Promise<Set<string>> {
  const { tx, workspaceId } = admitting
  const payloads: string[] = []
  for (const item of items) payloads.push(JSON.stringify(await withLinks(admitting, item)))
  await forgetOldKeys(
    tx,
    workspaceId,
    items.flatMap(({ idempotencyKey }) => idempotencyKey ?? []),
  )
  const kept = await preparedRows<{ id: string }>(
    tx,
    'admit-sends',
    `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator,
       priority, idempotency_key, state, due_at, expires_at, scheduled, undo_until)
     select $1, i.id, $2, i.thread, i.contact, i.recipient, i.payload, i.kind, i.category, i.initiator, i.priority, i.key, i.state,
       least(i.due, i.expires), i.expires, $3, now() + make_interval(secs => i.undo)
     from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::jsonb[], $8::jsonb[], $9::text[], $10::text[], $11::text[], $12::smallint[],
       $13::text[], $14::text[], $15::timestamptz[], $16::timestamptz[], $17::float8[])
       as i (id, thread, contact, recipient, payload, kind, category, initiator, priority, key, state, due, expires, undo)
     on conflict (workspace_id, idempotency_key) do nothing returning id`,
    [
      workspaceId,
      number.id,
      scheduled,
      items.map(({ id }) => id),
      items.map(threadOf),
      items.map(({ recipient }) => recipient.contactId),
      items.map(({ recipient }) => JSON.stringify(recipient.recipient)),
      payloads,
      items.map(({ asked }) => asked.proposal.kind),
      items.map(({ asked }) => asked.proposal.category),
      items.map(({ sentBy }) => sentBy.kind),
      items.map(({ request, asked }) => PRIORITIES[request.priority ?? usualPriority(asked.proposal.category)]),
      items.map(({ idempotencyKey }) => idempotencyKey),
      items.map(({ status }) => status),
      items.map(({ dueAt }) => isoTime(dueAt)),
      items.map(({ request, decision, asked, sendAt }) =>
        isoTime(request.expiresAt ?? defaultExpiry(decision, asked.proposal, sendAt)),
      ),
      items.map(({ request }) => request.undoFor ?? null),
    ],
  )
  return new Set(kept.map(({ id }) => id))
}

async function writeMessages(
  { tx, workspaceId, now }: Admitting,
  items: readonly Admissible[],
  threadOf: (item: Item) => string,
): Promise<void> {
  if (items.length === 0) return
  await preparedRows(
    tx,
    'admit-messages',
    `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, timeline, sent_by, template, price, rule, because)
     select $1, i.id, i.thread, 'out', i.type, i.content, i.text, i.at, i.status,
       jsonb_build_array(jsonb_build_object('status', i.status, 'at', $2::text)), i.sent_by, i.template, i.price, i.rule, i.because
     from unnest($3::uuid[], $4::uuid[], $5::text[], $6::jsonb[], $7::text[], $8::timestamptz[], $9::text[], $10::jsonb[], $11::jsonb[],
       $12::jsonb[], $13::text[], $14::text[])
       as i (id, thread, type, content, text, at, status, sent_by, template, price, rule, because)`,
    [
      workspaceId,
      isoTime(now),
      items.map(({ id }) => id),
      items.map(threadOf),
      items.map(({ asked }) => asked.proposal.type),
      items.map(({ message }) => JSON.stringify(message)),
      items.map(({ text }) => text),
      // What is scheduled stands in the thread at its time, and is its last message once it has left.
      items.map(({ sendAt }) => isoTime(sendAt)),
      items.map(({ status }) => status),
      items.map(({ sentBy }) => JSON.stringify(sentBy)),
      items.map(({ asked }) => templateSent(asked.template)),
      items.map(({ decision }) => (decision.price ? JSON.stringify(decision.price) : null)),
      items.map(({ decision }) => (decision.kind === 'hold' ? decision.rule : (decision.price.rule ?? null))),
      items.map(({ decision }) => (decision.kind === 'hold' ? decision.because : decision.price.because)),
    ],
  )
}

/** What is posted for a message: the same, but for links that count who follows them, unless that would make it too long. */
async function withLinks(
  { tx, workspaceId, now }: Admitting,
  { id, message, links, asked: { template } }: Admissible,
): Promise<MessageContent> {
  if (!links || !/https?:/.test(JSON.stringify(message))) return message
  const { trackLinks } = await loadSettings(tx, workspaceId)
  const asked = { workspaceId, owner: { messageId: id }, everything: trackLinks }
  const components = ((template as StoredTemplate | undefined)?.components ?? []) as Record<string, unknown>[]
  const [tracked = message] = await links.track(tx, asked, [{ message, components, recipient: 0 }])
  return findingsOf(tracked, template, now).some(({ severity }) => severity === 'error') ? message : tracked
}

/** A key is good for 24 hours, as the door keeps it; after that the same words are a new request. Ids tell when a row was made. */
async function forgetOldKeys(tx: Db, workspaceId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await preparedRows(
    tx,
    'forget-old-keys',
    `update sends set idempotency_key = null
     where workspace_id = $1 and idempotency_key = any ($2::text[]) and id < uuid7_at(now() - interval '24 hours')`,
    [workspaceId, keys],
  )
}

async function earlierMessages(tx: Db, workspaceId: string, keys: readonly string[]): Promise<Map<string, Submitted['message']>> {
  const earlier = await preparedRows<{ id: string; state: string; key: string }>(
    tx,
    'earlier-sends',
    'select id, state, idempotency_key as key from sends where workspace_id = $1 and idempotency_key = any ($2::text[])',
    [workspaceId, keys],
  )
  return new Map(earlier.map(({ id, state, key }) => [key, { id, status: state === 'held' ? 'held' : 'queued' }]))
}
