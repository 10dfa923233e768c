import type pg from 'pg'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { type Db, row } from '../database/database.ts'
import { Problem } from '../http/problems.ts'
import { cancelMessage } from '../messages/cancel-message.ts'
import type { SentBy } from '../messages/judge-message.ts'
import { findMessageById } from '../messages/queries.ts'
import { submitMessage } from '../messages/submit-message.ts'
import { GraphRefusal, refusalOfRule } from './graph-refusal.ts'
import type { OutcomeWatch, SendState } from './outcome-watch.ts'
import type { AskedSend } from './read-send.ts'

export type SendTools = {
  pool: pg.Pool
  clock: PlatformClock
  outcomes: OutcomeWatch
  onQueued: (workspaceId: string, phoneNumberId: string) => void
  /** Aborts when a caller has waited `ms` of machine time. */
  patience: (ms: number) => AbortSignal
}

export type DropInSend = AskedSend & {
  workspaceId: string
  phoneNumberId: string
  sentBy: SentBy
  idempotencyKey: string | null
  /** The caller hung up: nobody waits any more. What is in the ledger goes its way. */
  gone: AbortSignal
}

/** How long a message may wait for its slot before it is withdrawn. */
const SLOT_PATIENCE_MS = 10_000
/** How long the answer to a post may take after that: longer than the post itself may. */
const ANSWER_PATIENCE_MS = 45_000

const ended = (state: string): boolean => !['queued', 'held', 'posting'].includes(state)
const withdrawable = (state: string): boolean => state === 'queued' || state === 'held'

/**
 * Puts one message through the gate and waits for the platform's answer to it. Resolves with the answer as Meta gives it once the
 * message was accepted; throws GraphRefusal for everything else, with 130429 only when nothing left and nothing will.
 */
export async function sendAndWait(tools: SendTools, send: DropInSend): Promise<Record<string, unknown>> {
  const { pool, clock, outcomes } = tools
  const { workspaceId, phoneNumberId, gone } = send
  const key = send.idempotencyKey && `POST /graph/${phoneNumberId}/messages ${send.idempotencyKey}`
  const id = (key && (await earlierSend(pool, workspaceId, key))) || (await submit(tools, send, key))
  tools.onQueued(workspaceId, phoneNumberId)

  const last = AbortSignal.any([gone, AbortSignal.timeout(SLOT_PATIENCE_MS + ANSWER_PATIENCE_MS)])
  let found = await outcomes.watch(workspaceId, id, ended, AbortSignal.any([last, tools.patience(SLOT_PATIENCE_MS)]))
  while (!found && !last.aborted) {
    const withdrawn = await withdraw(pool, workspaceId, id, clock)
    if (withdrawn) throw withdrawn
    // On its way: its answer decides, unless it comes back to the queue.
    const next = await outcomes.watch(workspaceId, id, (state) => ended(state) || withdrawable(state), last)
    found = next && ended(next.state) ? next : null
  }
  return answerOf(pool, send, found ?? { id, state: 'unclear', wamid: null })
}

async function submit({ pool, clock }: SendTools, send: DropInSend, idempotencyKey: string | null): Promise<string> {
  const { workspaceId, phoneNumberId, to, message, sentBy } = send
  const {
    decision,
    findings,
    message: made,
  } = await submitMessage(pool, {
    workspaceId,
    request: { from: phoneNumberId, to, message },
    now: clock.now(),
    sentBy,
    idempotencyKey,
  })
  if (decision.kind === 'refuse' || !made) {
    const { rule, remedy } = decision as Extract<typeof decision, { kind: 'refuse' }>
    throw refusalOfRule({
      rule,
      because: decision.because,
      remedy,
      findings,
    })
  }
  if (decision.kind === 'hold' && made.status === 'held') {
    const withdrawn = await withdraw(pool, workspaceId, made.id, clock)
    if (withdrawn) throw withdrawn
  }
  return made.id
}

/** What an earlier request under the same key put into the ledger, if it still stands for it. */
const earlierSend = async (db: Db, workspaceId: string, key: string): Promise<string | undefined> =>
  (
    await row<{ id: string }>(
      db,
      `select id from sends where workspace_id = $1 and idempotency_key = $2 and id >= uuid7_at(now() - interval '24 hours')`,
      [workspaceId, key],
    )
  )?.id

/**
 * Takes a message back that waits. Answers with what to tell the caller, or with null when it is on its way already. The same
 * Idempotency-Key may then send it anew.
 */
async function withdraw(pool: pg.Pool, workspaceId: string, id: string, clock: PlatformClock): Promise<GraphRefusal | null> {
  const before = await findMessageById(pool, workspaceId, id)
  try {
    await cancelMessage(pool, workspaceId, id, clock.now())
  } catch (error) {
    if (error instanceof Problem && error.id === 'conflict') return null
    throw error
  }
  await pool.query(`update sends set idempotency_key = null where workspace_id = $1 and id = $2 and state = 'cancelled'`, [
    workspaceId,
    id,
  ])
  const because = before?.status === 'held' || before?.rule ? before.because : null
  return refusalOfRule({
    rule: before?.status === 'held' ? before.rule : null,
    because: because && before?.status === 'held' ? because : 'No slot of this number came free in time.',
    remedy: 'The message was withdrawn and will not be sent: send it again later.',
    otherwise: RATE_LIMIT_HIT,
  })
}

const RATE_LIMIT_HIT = 130429
const SOMETHING_WENT_WRONG = 131000
const PERMISSION_DENIED = 10

async function answerOf(db: Db, send: DropInSend, found: SendState): Promise<Record<string, unknown>> {
  if (found.state === 'accepted' && found.wamid !== null) return acceptance(send, found.wamid)
  const message = await findMessageById(db, send.workspaceId, found.id)
  const because = message?.because ?? message?.error?.detail ?? 'The hub does not know why.'
  switch (found.state) {
    case 'failed': {
      const { code, title, detail } = message?.error ?? { code: null, title: '', detail: because }
      throw new GraphRefusal({ code: code ?? SOMETHING_WENT_WRONG, ...(title ? { title } : {}), details: detail })
    }
    case 'refused':
      throw refusalOfRule({ rule: message?.rule, because, remedy: message?.error?.remedy })
    case 'expired':
      throw new GraphRefusal({ code: RATE_LIMIT_HIT, details: `${because} It was not sent and will not be.` })
    case 'cancelled':
      throw new GraphRefusal({ code: PERMISSION_DENIED, details: 'Somebody withdrew the message before it left.' })
    default:
      throw new GraphRefusal({
        code: SOMETHING_WENT_WRONG,
        http: 500,
        details: `No answer of the platform was heard, so the message may have been sent: do not send it again. GET /v1/messages/${found.id} tells when it is known.`,
      })
  }
}

/** The platform's own answer to a send it took. */
function acceptance({ to, input, message }: DropInSend, wamid: string): Record<string, unknown> {
  const contact =
    typeof to === 'object' && 'bsuid' in to ? { input, user_id: to.bsuid } : { input, wa_id: String(to).replace(/\D/g, '') }
  const status = message.type === 'template' ? { message_status: 'accepted' } : {}
  return { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: wamid, ...status }] }
}
