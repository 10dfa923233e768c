import { HOUR, isoTime, later, MINUTE, type PlatformTime } from '@casement/platform'
import { holds, specificityOf, startsOn } from '@casement/rules/automation'
import type pg from 'pg'
import { type Db, row, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { type Read, readByCursor } from '../events/read-by-cursor.ts'
import { type Live, liveAutomations } from './automation-row.ts'
import { endRuns } from './end-runs.ts'
import { type Happened, happeningsOf } from './happenings.ts'
import { asksForPrices, factsOf, loadPersons, loadPrices, type Memory } from './load-facts.ts'

/**
 * Reads what happened since the last look, in one transaction with what it begins: runs begin once, answers reach those who wait for
 * them, and a person who answers ends what was under way.
 */
export const readEvents = (pool: pg.Pool, workspaceId: string, now: PlatformTime): Promise<Read> =>
  readByCursor(pool, { workspaceId, reader: 'automations' }, async (tx, events) => {
    const told: DomainEvent[] = []
    told.push(...(await stopWherePersonAnswered(tx, workspaceId, events, now)))
    const happened = await happeningsOf(tx, workspaceId, events)
    const answers = await takeAnswers(tx, workspaceId, happened, now)
    const live = await liveAutomations(tx, workspaceId)
    if (live.length > 0) told.push(...(await beginRuns(tx, workspaceId, { happened, live, answers, now })))
    return { told, worked: told.length > 0 || answers.size > 0 }
  })

/** Who takes a conversation over by writing in it ends what automations had in hand there. */
async function stopWherePersonAnswered(
  tx: Db,
  workspaceId: string,
  events: readonly { type: string; data: Record<string, unknown> }[],
  now: PlatformTime,
): Promise<DomainEvent[]> {
  const queued = events.filter(({ type }) => type === 'message.queued')
  if (queued.length === 0) return []
  const found = await rows<{ id: string; by: string }>(
    tx,
    `select distinct on (r.id) r.id, m.sent_by->>'name' as by
     from unnest($2::uuid[], $3::uuid[]) as queued (message_id, thread_id)
     join automation_runs r on r.workspace_id = $1 and r.thread_id = queued.thread_id and r.ended_at is null
     join messages m on m.workspace_id = $1 and m.id = queued.message_id and m.sent_by->>'kind' = 'person' and m.at >= r.started_at`,
    [workspaceId, queued.map(({ data }) => data.messageId), queued.map(({ data }) => data.threadId)],
  )
  return endRuns(
    tx,
    workspaceId,
    found.map(({ id, by }) => ({ id, state: 'stopped', because: `${by} took over the conversation.` })),
    now,
  )
}

/** The platform's clock and ours may differ by less than this. */
const CLOCKS_DIFFER = MINUTE

/**
 * Messages that a run waited for; each goes to the run alone, and begins nothing else. What was written long before the question, and
 * only came now because webhooks were late, answers something else.
 */
async function takeAnswers(tx: Db, workspaceId: string, happened: readonly Happened[], now: PlatformTime): Promise<Set<number>> {
  const taken = new Set<number>()
  const messages = happened.filter(({ happening, threadId }) => happening.kind === 'message' && threadId !== null)
  if (messages.length === 0) return taken
  const waiting = new Map<string, { id: string; due_at: Date; asked_at: Date | null }[]>()
  for (const run of await rows<{ id: string; thread_id: string; due_at: Date; asked_at: Date | null }>(
    tx,
    `select r.id, r.thread_id, r.due_at, s.at as asked_at from automation_runs r
     left join automation_steps s on s.workspace_id = $1 and s.run_id = r.id and s.step = r.step
     where r.workspace_id = $1 and r.thread_id = any ($2::uuid[]) and r.ended_at is null and r.state = 'asking' order by r.id for update of r`,
    [workspaceId, messages.map(({ threadId }) => threadId)],
  ))
    waiting.set(run.thread_id, [...(waiting.get(run.thread_id) ?? []), run])
  for (const { seq, at, threadId, happening } of messages) {
    if (happening.kind !== 'message') continue
    const asked = waiting
      .get(threadId ?? '')
      ?.filter((run) => run.due_at.getTime() > at && (run.asked_at === null || at > run.asked_at.getTime() - CLOCKS_DIFFER))
    if (!asked || asked.length === 0) continue
    waiting.delete(threadId ?? '')
    taken.add(seq)
    const answer = { text: happening.tapped?.title || happening.text, id: happening.tapped?.id ?? null }
    await tx.query(
      `update automation_runs set state = 'answered', due_at = $3, memory = memory || jsonb_build_object('answer', $4::jsonb)
       where workspace_id = $1 and id = any ($2::uuid[])`,
      [workspaceId, asked.map(({ id }) => id), isoTime(now), JSON.stringify(answer)],
    )
  }
  return taken
}

export type Candidate = { live: Live; what: Happened; phoneNumberId: string; memory: Memory }
type Beginning = { tx: Db; workspaceId: string; now: PlatformTime }

async function beginRuns(
  tx: Db,
  workspaceId: string,
  {
    happened,
    live,
    answers,
    now,
  }: { happened: readonly Happened[]; live: readonly Live[]; answers: ReadonlySet<number>; now: PlatformTime },
): Promise<DomainEvent[]> {
  const candidates = happened.flatMap((what) => candidatesFor(what, live, answers.has(what.seq)))
  if (candidates.length === 0) return []
  const beginning = { tx, workspaceId, now }
  const chosen = mostSpecific(await whereConditionsHold(beginning, candidates))
  return insertRuns(beginning, await withinLimits(beginning, chosen))
}

/** Which automations this may begin, by trigger and number alone. */
export function candidatesFor(what: Happened, live: readonly Live[], isAnswer: boolean): Candidate[] {
  return live.flatMap((one): Candidate[] => {
    const { graph } = one
    const phoneNumberId = what.phoneNumberId ?? graph.from
    // What an automation did itself never begins it again.
    if (!phoneNumberId || what.by === one.id || !startsOn(graph.trigger, what.happening)) return []
    if (one.onlyFor !== null && one.onlyFor !== what.contactId) return []
    if (graph.from && graph.from !== phoneNumberId) return []
    if (isAnswer && !graph.alongside) return []
    const text = what.happening.kind === 'message' ? what.happening.text : ''
    return [{ live: one, what, phoneNumberId, memory: { text, data: { ...what.data } } }]
  })
}

async function whereConditionsHold({ tx, workspaceId, now }: Beginning, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const persons = await loadPersons(
    tx,
    workspaceId,
    candidates.map(({ what, phoneNumberId }) => ({ contactId: what.contactId, threadId: what.threadId, phoneNumberId })),
  )
  const known = candidates.flatMap((candidate, index) => {
    const person = persons[index]
    return person ? { candidate, person } : []
  })
  const asking = known.filter(({ candidate }) => asksForPrices(candidate.live.graph))
  const found = await loadPrices(
    tx,
    workspaceId,
    asking.map(({ person, candidate }) => ({ person, phoneNumberId: candidate.phoneNumberId })),
    now,
  )
  const prices = new Map(asking.map(({ candidate }, index) => [candidate, found[index]]))
  return known.flatMap(({ candidate, person }) => {
    candidate.memory.ownerId = person.ownerId
    const condition = candidate.live.graph.if
    if (condition && !holds(condition, factsOf(person, candidate.memory, now, prices.get(candidate)))) return []
    return candidate
  })
}

/** Of automations that a message could begin, the most specific does; and all that want to run beside others. */
export function mostSpecific<C extends { live: { graph: Live['graph']; version: number | null }; what: { seq: number } }>(
  candidates: readonly C[],
): C[] {
  const best = new Map<number, C>()
  // A rehearsal takes the place of what is switched on.
  const rank = ({ live }: C) => (live.version === null ? -1 : (specificityOf(live.graph.trigger) ?? 0))
  for (const candidate of candidates) {
    if (specificityOf(candidate.live.graph.trigger) === null || candidate.live.graph.alongside) continue
    const other = best.get(candidate.what.seq)
    if (!other || rank(candidate) < rank(other)) best.set(candidate.what.seq, candidate)
  }
  return candidates.filter(
    (candidate) =>
      specificityOf(candidate.live.graph.trigger) === null ||
      candidate.live.graph.alongside ||
      best.get(candidate.what.seq) === candidate,
  )
}

/** Loops and storms end here: what begins too often, for one person or for all, does not begin, and is counted. */
async function withinLimits({ tx, workspaceId, now }: Beginning, candidates: readonly Candidate[]): Promise<Candidate[]> {
  if (candidates.length === 0) return []
  const lately = await rows<{ position: number; runs: number; alive: boolean }>(
    tx,
    `select asked.position::int, counted.runs, counted.alive
     from unnest($2::uuid[], $3::uuid[], $4::text[]) with ordinality as asked (automation_id, contact_id, since, position)
     cross join lateral (
       select count(*) filter (where r.started_at > asked.since::timestamptz)::int as runs, coalesce(bool_or(r.ended_at is null), false) as alive
       from automation_runs r
       where r.workspace_id = $1 and r.contact_id = asked.contact_id and r.automation_id = asked.automation_id
         and (r.started_at > asked.since::timestamptz or r.ended_at is null)
     ) counted`,
    [
      workspaceId,
      candidates.map(({ live }) => live.id),
      candidates.map(({ what }) => what.contactId),
      candidates.map(({ live }) => isoTime(later(now, -Math.round(live.graph.limits.perContact.hours * HOUR)))),
    ],
  )
  const minute = new Map<string, number>()
  const perContact = new Map<string, number>()
  const skipped = new Map<string, number>()
  const kept: Candidate[] = []
  for (const [index, candidate] of candidates.entries()) {
    const { id, graph } = candidate.live
    const before = lately.find(({ position }) => position === index + 1)
    const whose = `${id} ${candidate.what.contactId}`
    const already = perContact.get(whose) ?? 0
    if (!minute.has(id)) minute.set(id, await begunInLastMinute(tx, workspaceId, id, now))
    const inMinute = minute.get(id) ?? 0
    const reason =
      before?.alive || already > 0
        ? 'already-running'
        : (before?.runs ?? 0) >= graph.limits.perContact.runs
          ? 'per-contact'
          : inMinute >= graph.limits.perMinute
            ? 'per-minute'
            : null
    if (reason) {
      skipped.set(`${id} ${reason}`, (skipped.get(`${id} ${reason}`) ?? 0) + 1)
      continue
    }
    perContact.set(whose, already + 1)
    minute.set(id, inMinute + 1)
    kept.push(candidate)
  }
  await countSkips(tx, workspaceId, skipped, now)
  return kept
}

const begunInLastMinute = async (tx: Db, workspaceId: string, automationId: string, now: PlatformTime): Promise<number> =>
  (
    await row<{ runs: number }>(
      tx,
      'select count(*)::int as runs from automation_runs where workspace_id = $1 and automation_id = $2 and started_at > $3',
      [workspaceId, automationId, isoTime(later(now, -MINUTE))],
    )
  )?.runs ?? 0

async function countSkips(tx: Db, workspaceId: string, skipped: ReadonlyMap<string, number>, now: PlatformTime): Promise<void> {
  for (const [key, runs] of skipped) {
    const [automationId, reason] = key.split(' ')
    await tx.query(
      `insert into automation_skips (workspace_id, automation_id, reason, runs, last_at) values ($1, $2, $3, $4, $5)
       on conflict (workspace_id, automation_id, reason) do update
         set runs = automation_skips.runs + excluded.runs, last_at = greatest(automation_skips.last_at, excluded.last_at)`,
      [workspaceId, automationId, reason, runs, isoTime(now)],
    )
  }
}

async function insertRuns({ tx, workspaceId, now }: Beginning, candidates: readonly Candidate[]): Promise<DomainEvent[]> {
  if (candidates.length === 0) return []
  const begun = candidates.map((candidate) => ({ ...candidate, id: uuid7() }))
  const made = await rows<{ id: string }>(
    tx,
    `insert into automation_runs (workspace_id, id, automation_id, version, graph, contact_id, thread_id, phone_number_id, trigger_key, node_id, memory, due_at, started_at)
     select $1, b.id, b.automation_id, b.version, b.graph, b.contact_id, b.thread_id, b.number_id, b.trigger_key, b.node_id, b.memory, $2, $2
     from unnest($3::uuid[], $4::uuid[], $5::int[], $6::jsonb[], $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::jsonb[])
       as b (id, automation_id, version, graph, contact_id, thread_id, number_id, trigger_key, node_id, memory)
     on conflict do nothing returning id`,
    [
      workspaceId,
      isoTime(now),
      begun.map(({ id }) => id),
      begun.map(({ live }) => live.id),
      begun.map(({ live }) => live.version),
      begun.map(({ live }) => (live.version === null ? JSON.stringify(live.graph) : null)),
      begun.map(({ what }) => what.contactId),
      begun.map(({ what }) => what.threadId),
      begun.map(({ phoneNumberId }) => phoneNumberId),
      begun.map(({ what }) => `event ${what.seq}`),
      begun.map(({ live }) => live.graph.start),
      begun.map(({ memory }) => JSON.stringify(memory)),
    ],
  )
  const ids = new Set(made.map(({ id }) => id))
  return begun
    .filter(({ id }) => ids.has(id))
    .map(({ id, live, what }) => ({
      type: 'automation.began',
      at: now,
      data: {
        automationId: live.id,
        runId: id,
        contactId: what.contactId,
        ...(what.threadId ? { threadId: what.threadId } : {}),
      },
    }))
}
