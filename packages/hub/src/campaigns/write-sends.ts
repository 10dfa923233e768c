import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import type { Decision } from '@casement/rules'
import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { categoryOf } from '../messages/judge-message.ts'
import type { SendingNumber } from '../messages/load-situations.ts'
import { PRIORITIES } from '../messages/sending-terms.ts'
import { makeThreads, showLastSent } from '../threads/find-thread.ts'
import type { CampaignMeans } from './campaign-means.ts'
import type { CampaignRow } from './campaign-row.ts'
import type { Content } from './judge-portion.ts'
import type { CampaignPerson } from './load-people.ts'

export type ToSend = {
  position: number
  variant: number
  /** What the message is counted as: its part of the trial, -1 when it is of the rest. */
  group: number
  person: CampaignPerson
  threadId: string | null
  content: Content
  /** What is posted, where it is not what the thread shows: its links are led through ours. */
  posted?: string
  decision: Exclude<Decision, { kind: 'refuse' }>
  dueAt: PlatformTime
  cost: string
}

/**
 * Writes what the gate admitted: threads for people who had none, the ledger's rows and the messages. The key of each send names the
 * campaign, the person and the attempt, so that whatever happens nobody is written to twice; whom the key had already is `doubled`.
 */
export async function writeSends(
  tx: Db,
  {
    campaign,
    number,
    template,
    toSend,
    now,
  }: {
    campaign: CampaignRow
    number: SendingNumber
    template: CampaignMeans['templates']
    toSend: readonly ToSend[]
    now: PlatformTime
  },
): Promise<{ sent: { position: number; id: string }[]; doubled: { position: number; rule: string; because: string }[] }> {
  if (toSend.length === 0) return { sent: [], doubled: [] }
  const { workspace_id: workspaceId, id: campaignId } = campaign
  // One order in all transactions that touch these threads.
  const items = toSend
    .map((one) => ({ ...one, id: uuid7(), contactId: one.person.contactId as string }))
    .sort((a, b) => (a.contactId < b.contactId ? -1 : 1))
  const threads = await threadsOf(tx, workspaceId, number.id, items, now)
  const category = categoryOf((template[0] as (typeof template)[0]).stored)
  const priority = PRIORITIES[category === 'authentication' || category === 'marketing' ? category : 'utility']
  const kept = new Set(
    (
      await rows<{ id: string }>(
        tx,
        `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator,
           priority, idempotency_key, state, due_at, expires_at, campaign_id, cost)
         select $1, i.id, $2, i.thread, i.contact, i.recipient, i.payload, 'template', $3, 'campaign', $4, i.key, i.state, i.due,
           i.expires, $5, i.cost
         from unnest($6::uuid[], $7::uuid[], $8::uuid[], $9::jsonb[], $10::jsonb[], $11::text[], $12::text[], $13::timestamptz[],
           $14::timestamptz[], $15::numeric[]) as i (id, thread, contact, recipient, payload, key, state, due, expires, cost)
         on conflict (workspace_id, idempotency_key) do nothing returning id`,
        [
          workspaceId,
          number.id,
          category,
          priority,
          campaignId,
          items.map(({ id }) => id),
          items.map(({ contactId }) => threads.get(contactId)),
          items.map(({ contactId }) => contactId),
          items.map(({ person }) => JSON.stringify({ phone: person.phone, bsuid: person.bsuid })),
          items.map(({ content, posted }) => posted ?? content.payload),
          items.map(({ contactId }) => `campaign ${campaignId} ${contactId} ${campaign.attempt}`),
          items.map(({ decision }) => (decision.kind === 'hold' ? 'held' : 'queued')),
          items.map(({ dueAt }) => isoTime(dueAt)),
          items.map(({ dueAt }) => isoTime(later(dueAt, DAY))),
          items.map(({ cost }) => cost),
        ],
      )
    ).map(({ id }) => id),
  )
  const made = items.filter(({ id }) => kept.has(id))
  await writeMessages(tx, campaign, template, made, threads, now)
  return {
    sent: made.map(({ position, id }) => ({ position, id })),
    doubled: items
      .filter(({ id }) => !kept.has(id))
      .map(({ position }) => ({ position, rule: 'duplicate', because: 'This person got the campaign already.' })),
  }
}

type Item = ToSend & { id: string; contactId: string }

/** The thread of each person with this number, made where there was none. */
async function threadsOf(tx: Db, workspaceId: string, numberId: string, items: readonly Item[], now: PlatformTime) {
  const without = items.flatMap(({ contactId, threadId }) => (threadId === null ? contactId : []))
  const threads = await makeThreads(tx, workspaceId, numberId, without, now)
  for (const { contactId, threadId } of items) if (threadId !== null) threads.set(contactId, threadId)
  return threads
}

async function writeMessages(
  tx: Db,
  campaign: CampaignRow,
  template: CampaignMeans['templates'],
  items: readonly Item[],
  threads: ReadonlyMap<string, string>,
  now: PlatformTime,
): Promise<void> {
  const { workspace_id: workspaceId, id: campaignId } = campaign
  const at = isoTime(now)
  const definitions = template.map(({ stored: { name, language, category, components } }) => ({
    name,
    language,
    category,
    components,
  }))
  const prices = new Map<string, string>()
  const priceText = (price: NonNullable<ToSend['decision']['price']>) => {
    const key = `${price.because}|${price.atMost ?? ''}|${price.market}`
    const known = prices.get(key)
    if (known) return known
    const text = JSON.stringify(price)
    prices.set(key, text)
    return text
  }
  await tx.query(
    `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, timeline, sent_by, template, price,
       rule, because, campaign_id, campaign_variant)
     select $1, i.id, i.thread, 'out', 'template', i.content, i.text, $2, i.status,
       jsonb_build_array(jsonb_build_object('status', i.status, 'at', $3::text)), $4, $5::jsonb -> i.variant, i.price, i.rule, i.because,
       $6, i.part
     from unnest($7::uuid[], $8::uuid[], $9::jsonb[], $10::text[], $11::text[], $12::jsonb[], $13::text[], $14::text[], $15::smallint[],
       $16::smallint[])
       as i (id, thread, content, text, status, price, rule, because, variant, part)`,
    [
      workspaceId,
      at,
      at,
      JSON.stringify({ kind: 'campaign', id: campaignId, name: campaign.name }),
      JSON.stringify(definitions),
      campaignId,
      items.map(({ id }) => id),
      items.map(({ contactId }) => threads.get(contactId)),
      items.map(({ content }) => content.payload),
      items.map(({ content }) => content.text),
      items.map(({ decision }) => (decision.kind === 'hold' ? 'held' : 'queued')),
      items.map(({ decision }) => (decision.price ? priceText(decision.price) : null)),
      items.map(({ decision }) => (decision.kind === 'hold' ? decision.rule : (decision.price.rule ?? null))),
      items.map(({ decision }) => (decision.kind === 'hold' ? decision.because : decision.price.because)),
      items.map(({ variant }) => variant),
      items.map(({ group }) => group),
    ],
  )
  await showLastSent(
    tx,
    workspaceId,
    items.map(({ id, contactId, content }) => ({ threadId: threads.get(contactId) as string, id, text: content.text })),
    now,
  )
}
