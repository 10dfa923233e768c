import { isoTime, type PlatformTime } from '@casement/platform'
import { fillAddress, fillMessage, HTTP_ATTEMPTS, HTTP_TIMEOUT_S, type NodeOf } from '@casement/rules/automation'
import type pg from 'pg'
import { request } from 'undici'
import { row, transactAgain } from '../database/database.ts'
import { readAtMost } from '../drop-in/forwarding/read-at-most.ts'
import { whyNot } from '../drop-in/forwarding/safe-address.ts'
import { createSafeAgents } from '../drop-in/forwarding/safe-agents.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { createAskProvider } from '../suggestions/provider/ask-provider.ts'
import { writeNotes } from '../threads/notes.ts'
import { endRuns } from './end-runs.ts'
import { findDraft, type LeftDraft, leaveDraft } from './leave-draft.ts'
import { factsOf, loadPersons } from './load-facts.ts'
import type { RunRow } from './run-walk.ts'
import { openHeaders } from './sealed-headers.ts'

/** Longer than any call may take: whoever claimed it is dead. */
const LEASE_S = 60
const AGAIN_AFTER_S = [2, 10] as const
const MOST_READ_BYTES = 65_536
const MOST_KEPT_CHARS = 8_000

type Called = RunRow & { attempt: number }
/** `final`: another try would come to the same. */
type Answer = { status: number | null; body: unknown; error: string | null; final?: true }
/** What a call came to: the way it goes on by, what people read of it, and what it leaves behind. */
type Outcome = { exit: string; says: string; http?: { status: number; body: unknown }; draft?: LeftDraft }

/**
 * Makes the calls of steps, which no transaction waits for: those to other programs, and those to a model for a draft. HTTP calls are made
 * at least once each, under one `Idempotency-Key` however often, and at most three times. No address in a private network, no redirect, ten
 * seconds, 64 KB.
 */
export function createCaller({
  pool,
  privateToo,
  secretKey,
  timeoutMs = HTTP_TIMEOUT_S * 1_000,
}: {
  pool: pg.Pool
  privateToo: () => boolean
  secretKey: Buffer
  timeoutMs?: number
}) {
  const agents = createSafeAgents({ privateToo, connections: 8 })
  const provider = createAskProvider({ pool, secretKey, privateToo })

  /** Makes the call of a run if it is due and in no other hands. Answers whether it was. */
  const call = async (workspaceId: string, runId: string, now: () => PlatformTime): Promise<boolean> => {
    const run = await claim(pool, workspaceId, runId)
    if (!run) return false
    const node = run.graph.nodes.find(({ id }) => id === run.node_id)
    if (node?.kind === 'draft') {
      const { text, because } = await findDraft(pool, provider, {
        workspaceId,
        threadId: run.thread_id,
        wish: node.wish,
        now: now(),
      })
      const draft = text === null ? null : { text, because, by: run.name, automationId: run.automation_id }
      const outcome: Outcome = draft
        ? { exit: 'done', says: `Left a draft: ${because}`, draft }
        : { exit: 'none', says: `Left no draft: ${because}` }
      await settle(pool, workspaceId, run, outcome, now())
      return true
    }
    const [person] = await loadPersons(pool, workspaceId, [
      { contactId: run.contact_id, threadId: run.thread_id, phoneNumberId: run.phone_number_id },
    ])
    const facts = person && factsOf(person, run.memory, now())
    const answer =
      node?.kind === 'http' && facts
        ? await exchange({ ...node, url: fillAddress(node.url, facts), body: fillMessage(node.body, facts) }, run, workspaceId)
        : { status: null, body: null, error: 'The person or the step is gone.', final: true as const }
    const outcome: Outcome | null =
      !passes(answer) && run.attempt < HTTP_ATTEMPTS
        ? null
        : {
            exit: answer.error === null ? 'done' : 'failed',
            says:
              answer.error === null ? `Called: HTTP ${answer.status}.` : `The call failed: ${answer.error.replace(/\.$/, '')}.`,
            http: { status: answer.status ?? 0, body: answer.body },
          }
    await settle(pool, workspaceId, run, outcome, now())
    return true
  }

  const exchange = async (node: NodeOf<'http'>, run: Called, workspaceId: string): Promise<Answer> => {
    const refused = whyNot(node.url, { privateToo: privateToo() })
    if (refused) return { status: null, body: null, error: refused, final: true }
    const hasBody = node.method !== 'GET'
    try {
      const answer = await request(node.url, {
        method: node.method,
        dispatcher: agents.agent(),
        headers: {
          'user-agent': 'Casement',
          accept: 'application/json',
          ...(hasBody ? { 'content-type': 'application/json' } : {}),
          ...openHeaders(node.headers, { secretKey, workspaceId }),
          'idempotency-key': `automation/${run.id}/${run.step}`,
        },
        ...(hasBody ? { body: JSON.stringify(node.body ?? { contactId: run.contact_id, runId: run.id }) } : {}),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      })
      const body = await readBody(answer.body)
      return { status: answer.statusCode, body, error: answer.statusCode < 400 ? null : `HTTP ${answer.statusCode}` }
    } catch (error) {
      const { name, message } = error as Error
      const tooLate = name === 'TimeoutError' || name.includes('Timeout')
      return {
        status: null,
        body: null,
        error: tooLate ? `No answer in ${timeoutMs / 1_000} s` : (message || name).slice(0, 200),
      }
    }
  }

  return {
    call,
    async close() {
      await Promise.all([agents.close(), provider.close()])
    },
  }
}

/** Takes the call into hand for as long as one may last; whoever dies with it leaves it to the next. */
const claim = (pool: pg.Pool, workspaceId: string, runId: string): Promise<Called | undefined> =>
  transactAgain(pool, async (tx) => {
    const run = await row<Called>(
      tx,
      `select r.id, r.automation_id, a.name, r.version, coalesce(r.graph, v.graph) as graph, r.contact_id, r.thread_id, r.phone_number_id,
         r.state, r.node_id, r.step, r.memory, r.attempt
       from automation_runs r
       join automations a on a.workspace_id = $1 and a.id = r.automation_id
       left join automation_versions v on v.workspace_id = $1 and v.automation_id = r.automation_id and v.version = r.version
       where r.workspace_id = $1 and r.id = $2 and r.state = 'calling' and r.retry_at <= now() for update of r skip locked`,
      [workspaceId, runId],
    )
    if (!run) return undefined
    await tx.query(
      `update automation_runs set attempt = attempt + 1, retry_at = now() + make_interval(secs => $3) where workspace_id = $1 and id = $2`,
      [workspaceId, runId, LEASE_S],
    )
    return { ...run, attempt: run.attempt + 1 }
  })

/** What is worth another try: no answer at all, too busy, or broken for the moment. */
const passes = ({ status, error, final }: Answer): boolean =>
  error === null || final === true || (status !== null && status < 500 && status !== 429 && status !== 408)

/** Writes down what a call came to, and lets the run go on; null: it is made again in a moment. */
const settle = (pool: pg.Pool, workspaceId: string, run: Called, outcome: Outcome | null, now: PlatformTime): Promise<void> =>
  transactAgain(pool, async (tx) => {
    // Its lease ran out, and somebody else has made the call since: theirs counts.
    const held = await row(
      tx,
      `select 1 from automation_runs where workspace_id = $1 and id = $2 and state = 'calling' and step = $3 and attempt = $4 for update`,
      [workspaceId, run.id, run.step, run.attempt],
    )
    if (!held) return
    if (outcome === null) {
      await tx.query(
        `update automation_runs set retry_at = now() + make_interval(secs => $3) where workspace_id = $1 and id = $2`,
        [workspaceId, run.id, AGAIN_AFTER_S[run.attempt - 1] ?? 10],
      )
      return
    }
    const { exit, says, http, draft } = outcome
    const node = run.graph.nodes.find(({ id }) => id === run.node_id)
    const next = node?.next[exit] ?? null
    await tx.query('update automation_steps set exit = $4, says = $5 where workspace_id = $1 and run_id = $2 and step = $3', [
      workspaceId,
      run.id,
      run.step,
      exit,
      says,
    ])
    if (run.thread_id)
      await writeNotes(tx, workspaceId, [
        {
          threadId: run.thread_id,
          kind: 'automation',
          at: now,
          by: { kind: 'automation', id: run.automation_id, name: run.name },
          text: says,
        },
      ])
    const data = { ...run.memory.data, ...(http ? { http } : {}) }
    await tx.query(
      `update automation_runs set state = 'going', node_id = $3, memory = $4, due_at = $5, retry_at = null, attempt = 0
       where workspace_id = $1 and id = $2`,
      [workspaceId, run.id, next, JSON.stringify({ ...run.memory, data }), isoTime(now)],
    )
    const told: DomainEvent[] = []
    if (draft && run.thread_id) told.push(...(await leaveDraft(tx, workspaceId, run.thread_id, draft, now)))
    if (next === null && exit === 'failed')
      told.push(...(await endRuns(tx, workspaceId, [{ id: run.id, state: 'failed', because: says }], now)))
    await appendEvents(tx, workspaceId, told)
  })

/** The answer as JSON, or as text; what is too long is not kept, because half of it would say something else. */
async function readBody(body: AsyncIterable<Buffer>): Promise<unknown> {
  const bytes = await readAtMost(body, MOST_READ_BYTES)
  if (!bytes) throw new Error(`The answer is longer than ${MOST_READ_BYTES / 1_024} KB`)
  const text = bytes.toString('utf8').replaceAll('\0', '')
  if (text.length > MOST_KEPT_CHARS) return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
