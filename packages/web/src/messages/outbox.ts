import { useSyncExternalStore } from 'react'
import { store, stored } from '../controls/stored.ts'
import { Problem, type ProblemBody } from '../http/problem.ts'
import { connectionNow, onConnection } from '../live/connection.ts'
import { postMessage, type Send, withdrawMessage } from './messages.ts'

/**
 * Sends on their way from this device to the hub. Each has one idempotency key for its whole life, so that asking again after a
 * lost answer, a reload or an outage cannot send it twice.
 */
export type Outgoing = {
  readonly key: string
  readonly threadId: string
  readonly send: Send
  /** Template definition, to draw the bubble before the hub tells it back. */
  readonly template?: unknown
  readonly text: string
  /** Platform time of the press. */
  readonly at: number
  readonly state: 'posting' | 'waiting' | 'refused' | 'accepted'
  readonly messageId?: string
  /** Machine time until which it is taken back by one press, and whether it was. */
  readonly undoUntil?: number
  readonly undone?: boolean
  readonly problem?: ProblemBody
}

let items: readonly Outgoing[] = read()
const listeners = new Set<() => void>()
const none: readonly Outgoing[] = []

function set(next: readonly Outgoing[]): void {
  items = next
  store('outbox', next.length === 0 ? null : JSON.stringify(next))
  for (const listener of listeners) listener()
}

/** What this page sent last in each thread: it can be undone for a while, even when the hub has told it back by then. */
const lastSent = new Map<string, Outgoing>()

const change = (key: string, with_: Partial<Outgoing>) => {
  for (const [threadId, item] of lastSent) if (item.key === key) lastSent.set(threadId, { ...item, ...with_ })
  set(items.map((item) => (item.key === key ? { ...item, ...with_ } : item)))
}

function read(): readonly Outgoing[] {
  try {
    const kept = JSON.parse(stored('outbox') ?? '[]') as Outgoing[]
    return kept.map((item) => (item.state === 'posting' ? { ...item, state: 'waiting' } : item))
  } catch {
    return []
  }
}

/** Puts a message into the outbox and posts it. Resolves with what became of the attempt; a lost line is `waiting`, not an error. */
export async function sendMessage(item: Omit<Outgoing, 'key' | 'state'>): Promise<Outgoing> {
  const { undoFor } = item.send
  const outgoing: Outgoing = {
    ...item,
    key: crypto.randomUUID(),
    state: 'posting',
    ...(undoFor ? { undoUntil: Date.now() + undoFor * 1_000 } : {}),
  }
  lastSent.set(item.threadId, outgoing)
  set([...items, outgoing])
  return post(outgoing)
}

async function post(item: Outgoing): Promise<Outgoing> {
  change(item.key, { state: 'posting' })
  let outcome: Partial<Outgoing>
  try {
    const answer = await postMessage(item.send, item.key)
    outcome = { state: 'accepted', messageId: answer.message.id }
  } catch (error) {
    outcome = error instanceof Problem ? { state: 'refused', problem: error.body } : { state: 'waiting' }
  }
  // Taken back while it was on its way to the hub: there it waits, and is withdrawn there.
  if (items.find((each) => each.key === item.key)?.undone && outcome.messageId) {
    await withdrawMessage(outcome.messageId).catch(() => undefined)
    dropOutgoing(item.key)
    return { ...item, ...outcome, undone: true }
  }
  change(item.key, outcome)
  return { ...item, ...outcome }
}

/** Takes a message back. Answers whether it was in time; one that has left stays. */
export async function undoSend(item: Outgoing): Promise<boolean> {
  if (item.state === 'waiting' || item.state === 'refused') {
    dropOutgoing(item.key)
    return true
  }
  change(item.key, { undone: true })
  const messageId = item.messageId ?? lastSent.get(item.threadId)?.messageId
  if (!messageId) return true
  try {
    await withdrawMessage(messageId)
    dropOutgoing(item.key)
    return true
  } catch {
    change(item.key, { undone: false })
    return false
  }
}

/** Tries one again, with the key it always had. */
export const sendAgain = (item: Outgoing): Promise<Outgoing> => post(item)

/** Takes one out: its message is on screen by now, or its text went back into the box. */
export const dropOutgoing = (...keys: readonly string[]): void => {
  if (items.some((item) => keys.includes(item.key))) set(items.filter((item) => !keys.includes(item.key)))
}

let flushing = false
/** Posts what waited for the line, in its order; what an earlier page was posting when it ended counts as waiting. */
async function flushOutbox(): Promise<void> {
  if (flushing) return
  flushing = true
  for (const item of items) {
    if (item.state === 'waiting' && (await post(item)).state === 'waiting') break
  }
  flushing = false
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useOutbox = (): readonly Outgoing[] => useSyncExternalStore(subscribe, () => items)

/** What this thread has on its way. */
export function useOutgoing(threadId: string): readonly Outgoing[] {
  const all = useOutbox()
  const mine = all.filter((item) => item.threadId === threadId && !item.undone)
  return mine.length === 0 ? none : mine
}

export const useLastSent = (threadId: string): Outgoing | null =>
  useSyncExternalStore(subscribe, () => {
    const item = lastSent.get(threadId)
    return item?.undoUntil !== undefined && !item.undone && item.state !== 'refused' ? item : null
  })

const AGAIN_MS = 5_000

/** Posts what waits as soon as the line is back, and now and then in case only the post was lost. Answers with how to stop. */
export function keepOutboxMoving(): () => void {
  void flushOutbox()
  const flush = () => {
    if (connectionNow().up && items.some((item) => item.state === 'waiting')) void flushOutbox()
  }
  const stop = onConnection(flush)
  const timer = setInterval(flush, AGAIN_MS)
  return () => {
    stop()
    clearInterval(timer)
  }
}
