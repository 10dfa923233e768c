import { useSyncExternalStore } from 'react'
import { store, stored } from '../controls/stored.ts'
import { Problem, type ProblemBody } from '../http/problem.ts'
import { connectionNow, onConnection } from '../live/connection.ts'
import { postMessage, type Send } from './messages.ts'

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

const change = (key: string, with_: Partial<Outgoing>) =>
  set(items.map((item) => (item.key === key ? { ...item, ...with_ } : item)))

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
  const outgoing: Outgoing = { ...item, key: crypto.randomUUID(), state: 'posting' }
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
  change(item.key, outcome)
  return { ...item, ...outcome }
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
  const mine = all.filter((item) => item.threadId === threadId)
  return mine.length === 0 ? none : mine
}

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
