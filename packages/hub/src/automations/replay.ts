import { setTimeout as sleep } from 'node:timers/promises'
import { addAmounts, DAY, HOUR, isoTime, later, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import { type Graph, holds } from '@casement/rules/automation'
import type pg from 'pg'
import { type Db, row, rows, transact } from '../database/database.ts'
import type { RecordedEvent } from '../events/event-tail.ts'
import { problem } from '../http/problems.ts'
import { findNumber } from '../messages/load-situations.ts'
import { cardsIn } from '../settings/own-rates.ts'
import { loadSettings } from '../settings/settings.ts'
import { type Live, liveAutomations } from './automation-row.ts'
import { type Candidate, candidatesFor, mostSpecific } from './begin-runs.ts'
import { happeningsOf } from './happenings.ts'
import { factsOf, loadPersons } from './load-facts.ts'
import { type Past, type PastMessage, type PastTemplate, type SimulatedRun, simulateRun } from './simulate-run.ts'

export const REPLAY_DAYS = 30
const BATCH = 500
/** What one answer may take: beyond it the answer says how far it got. */
const MOST_EVENTS = 100_000
const MOST_MS = 10_000

export type Replayed = {
  from: string
  until: string
  /** False when there was more than could be looked at. */
  complete: boolean
  runs: number
  people: number
  messages: number
  cost: { amount: string; currency: string } | null
  skipped: Record<string, number>
  /** Messages that would have been refused, by rule. */
  refused: Record<string, number>
  results: { node: string; exit: string | null; runs: number }[]
}

const TYPES: Partial<Record<Graph['trigger']['kind'], string[]>> = {
  window: ['window.opened', 'window.closing', 'window.closed'],
  template: ['message.status'],
  attribute: ['contact.changed'],
  event: ['contact.event'],
  schedule: [],
}

type Asked = { automationId: string; graph: Graph; now: PlatformTime; left: AbortSignal }

/** A replay that was given up a moment ago ends with its next statement: so long another waits for it. */
const WAITS = { times: 8, eachMs: 250 }

/** One replay at a time for each workspace, on one connection, whichever process is asked. */
export async function replayAlone(pool: pg.Pool, workspaceId: string, asked: Asked): Promise<Replayed> {
  for (let time = 1; ; time++) {
    const replayed = await transact(pool, async (tx) => {
      const free = await row<{ mine: boolean }>(
        tx,
        `select pg_try_advisory_xact_lock(hashtext('casement.replay'), hashtext($1)) as mine`,
        [workspaceId],
      )
      return free?.mine ? replay(tx, workspaceId, asked) : null
    })
    if (replayed) return replayed
    if (time === WAITS.times || asked.left.aborted)
      throw problem('too-many-requests', 'Another replay is under way in this workspace: ask again when it is done.', {
        headers: { 'retry-after': '5' },
      })
    await sleep(WAITS.eachMs)
  }
}

/**
 * What a drawing would have done over the last month: the stored events go through the same matching, and each run that begins is
 * walked through the same conditions, decisions and prices. Nothing is written and nothing is sent. Ends early once nobody waits for it.
 */
export async function replay(db: Db, workspaceId: string, { automationId, graph, now, left }: Asked): Promise<Replayed> {
  const since = later(now, -REPLAY_DAYS * DAY)
  const mine: Live = { id: automationId, name: '', version: 0, graph, onlyFor: null }
  const others = (await liveAutomations(db, workspaceId)).filter(({ id, onlyFor }) => id !== automationId && onlyFor === null)
  const tally = createTally(graph)
  const pasts = new Map<string, Past | null>()
  const types = TYPES[graph.trigger.kind] ?? ['message.received']
  const begun = performance.now()
  let after = 0
  let seen = 0
  for (let more = types.length > 0; more; ) {
    if (left.aborted || seen >= MOST_EVENTS || performance.now() - begun > MOST_MS) {
      tally.complete = false
      break
    }
    const events = await pastEvents(db, workspaceId, { types, since, after })
    more = events.length === BATCH
    after = events.at(-1)?.seq ?? after
    seen += events.length
    const candidates = (await happeningsOf(db, workspaceId, events)).flatMap((what) =>
      candidatesFor(what, [mine, ...others], false),
    )
    await walkAll(candidates)
  }
  return tally.answer(since, now)

  async function walkAll(candidates: readonly Candidate[]): Promise<void> {
    const abouts = candidates.map(({ what, phoneNumberId }) => ({
      contactId: what.contactId,
      threadId: what.threadId,
      phoneNumberId,
    }))
    const persons = await loadPersons(db, workspaceId, abouts)
    const inbound = await inboundOf(
      db,
      workspaceId,
      persons.flatMap((person) => person?.threadId ?? []),
      since,
    )
    const held = candidates.flatMap((candidate, index) => {
      const person = persons[index]
      if (!person) return []
      const messages = inbound.get(person.threadId ?? '') ?? []
      const { graph: drawn } = candidate.live
      const known = {
        ...person,
        window: { ...person.window, lastUserAt: messages.findLast(({ at }) => at <= candidate.what.at)?.at ?? null },
      }
      if (drawn.if && !holds(drawn.if, factsOf(known as typeof person, candidate.memory, candidate.what.at))) return []
      return [{ ...candidate, person, messages }]
    })
    for (const { live, what, phoneNumberId, memory, person, messages } of mostSpecific(held)) {
      if (live !== mine || !tally.mayBegin(what.contactId, what.at)) continue
      const past = await pastOf(phoneNumberId)
      if (past) tally.add(what.contactId, what.at, simulateRun(graph, { person, memory, at: what.at, inbound: messages }, past))
    }
  }

  async function pastOf(phoneNumberId: string): Promise<Past | null> {
    const known = pasts.get(phoneNumberId)
    if (known !== undefined) return known
    const number = await findNumber(db, workspaceId, phoneNumberId)
    const past = number
      ? {
          number,
          cards: await cardsIn(db, workspaceId, number.currency),
          now,
          requireOptIn: (await loadSettings(db, workspaceId)).requireOptIn !== 'never',
          templates: await rows<PastTemplate>(
            db,
            `select name, language, lower(category) as category, status from templates
             where workspace_id = $1 and waba_id = $2 and status <> 'DELETED'`,
            [workspaceId, number.waba_id],
          ),
          serviceUsed: new Map(
            (
              await rows<{ month: string; used: number }>(
                db,
                'select month, used from service_usage where workspace_id = $1 and phone_number_id = $2',
                [workspaceId, phoneNumberId],
              )
            ).map(({ month, used }) => [month, used]),
          ),
        }
      : null
    pasts.set(phoneNumberId, past)
    return past
  }
}

/** Counts what would have come of it, within the same limits that hold for runs. */
function createTally({ limits }: Graph) {
  const begunBy = new Map<string, { at: PlatformTime; endedAt: PlatformTime }[]>()
  const inMinute: PlatformTime[] = []
  const skipped: Record<string, number> = {}
  const refused: Record<string, number> = {}
  const ways = new Map<string, { node: string; exit: string | null; runs: number }>()
  let runs = 0
  let messages = 0
  let cost: { amount: string; currency: string } | null = null
  const skip = (reason: string) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1
    return false
  }
  return {
    complete: true,
    mayBegin(contactId: string, at: PlatformTime): boolean {
      const theirs = begunBy.get(contactId) ?? []
      if (theirs.some((run) => run.endedAt > at)) return skip('already-running')
      const lately = theirs.filter((run) => run.at > later(at, -Math.round(limits.perContact.hours * HOUR)))
      if (lately.length >= limits.perContact.runs) return skip('per-contact')
      while (inMinute[0] !== undefined && inMinute[0] <= later(at, -MINUTE)) inMinute.shift()
      return inMinute.length < limits.perMinute || skip('per-minute')
    },
    add(contactId: string, at: PlatformTime, run: SimulatedRun): void {
      runs++
      inMinute.push(at)
      begunBy.set(contactId, [...(begunBy.get(contactId) ?? []), { at, endedAt: run.endedAt }])
      messages += run.sent.length
      for (const { price } of run.sent) {
        if (!price) continue
        cost = { amount: addAmounts(cost?.amount ?? '0', price.amount), currency: price.currency }
      }
      for (const rule of run.refused) refused[rule] = (refused[rule] ?? 0) + 1
      for (const { node, exit } of run.way) {
        const way = ways.get(`${node} ${exit}`) ?? { node, exit, runs: 0 }
        way.runs++
        ways.set(`${node} ${exit}`, way)
      }
    },
    answer(this: { complete: boolean }, since: PlatformTime, now: PlatformTime): Replayed {
      return {
        from: isoTime(since),
        until: isoTime(now),
        complete: this.complete,
        runs,
        people: begunBy.size,
        messages,
        cost,
        skipped,
        refused,
        results: [...ways.values()],
      }
    },
  }
}

const pastEvents = async (
  db: Db,
  workspaceId: string,
  { types, since, after }: { types: readonly string[]; since: PlatformTime; after: number },
): Promise<RecordedEvent[]> =>
  (
    await rows<{ seq: number; type: string; at: Date; data: Record<string, unknown> }>(
      db,
      `select seq, type, at, data from events where workspace_id = $1 and seq > $2 and type = any ($3::text[]) and at >= $4
       order by seq limit $5`,
      [workspaceId, after, types, isoTime(since), BATCH],
    )
  ).map((event) => ({ ...event, at: platformTime(event.at) }))

/** What customers wrote, the oldest first: it opened their windows, and it is what a run that asked was answered. */
async function inboundOf(db: Db, workspaceId: string, threadIds: readonly string[], since: PlatformTime) {
  const found = await rows<{ thread_id: string; at: Date; text: string; tapped: string | null }>(
    db,
    `select m.thread_id, m.at, m.text,
       coalesce(m.content #>> '{interactive,button_reply,id}', m.content #>> '{interactive,list_reply,id}', m.content #>> '{button,payload}') as tapped
     from unnest($2::uuid[]) as asked (id)
     cross join lateral (
       select thread_id, at, id, text, content from messages
       where workspace_id = $1 and thread_id = asked.id and direction = 'in' and at >= $3 order by at desc, id desc limit 500
     ) m order by m.at, m.id`,
    [workspaceId, [...new Set(threadIds)], isoTime(later(since, -DAY))],
  )
  const byThread = new Map<string, PastMessage[]>()
  for (const { thread_id, at, text, tapped } of found) {
    const messages = byThread.get(thread_id) ?? []
    byThread.set(thread_id, messages)
    messages.push({ at: platformTime(at), text, id: tapped })
  }
  return byThread
}
