import { useEffect, useSyncExternalStore } from 'react'
import { request } from '../http/request.ts'
import { usePeople } from '../session/people.ts'

export type Doing = 'reading' | 'typing'
export type Other = { readonly personId: string; readonly name: string; readonly doing: Doing }
type Kept = Other & { readonly threadId: string; readonly until: number }

/** As the hub: machine time, because people type in it. */
const LASTS_MS = 20_000
const SAY_AGAIN_MS = 12_000
const TYPING_MS = 6_000

let others: readonly Kept[] = []
const listeners = new Set<() => void>()
let sweep: ReturnType<typeof setTimeout> | undefined

function set(next: readonly Kept[]): void {
  others = next
  clearTimeout(sweep)
  if (next.length > 0) sweep = setTimeout(forget, Math.max(200, Math.min(...next.map(({ until }) => until)) - Date.now()))
  for (const listener of listeners) listener()
}
const forget = () => set(others.filter(({ until }) => until > Date.now()))

/** Somebody said where they are; it holds for twenty seconds. */
export function hearPresence(told: { threadId: string; personId: string; name: string; doing: Doing | 'gone' }): void {
  const rest = others.filter((each) => each.personId !== told.personId || each.threadId !== told.threadId)
  const { doing } = told
  set(doing === 'gone' ? rest : [...rest, { ...told, doing, until: Date.now() + LASTS_MS }])
}

const known = new Map<string, { from: readonly Kept[]; there: readonly Other[] }>()
function of(threadId: string): readonly Other[] {
  const cached = known.get(threadId)
  if (cached?.from === others) return cached.there
  const there = others.filter((each) => each.threadId === threadId)
  known.set(threadId, { from: others, there: there.length === 0 && cached?.there.length === 0 ? cached.there : there })
  return known.get(threadId)?.there ?? []
}

export const useOthersIn = (threadId: string): readonly Other[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => of(threadId),
  )

const say = (threadId: string, doing: Doing | 'gone') =>
  void request(`/v1/threads/${threadId}/presence`, { method: 'POST', body: { doing } }).catch(() => undefined)

/** Tells the others that this thread is being read, or answered while `draft` changes. Nobody to tell, nothing said. */
export function useSayPresence(threadId: string, draft: string): void {
  const alone = (usePeople().data?.length ?? 1) < 2
  useEffect(() => {
    if (alone) return
    const read = () => document.visibilityState === 'visible' && say(threadId, 'reading')
    read()
    const timer = setInterval(read, SAY_AGAIN_MS)
    document.addEventListener('visibilitychange', read)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', read)
      say(threadId, 'gone')
    }
  }, [threadId, alone])
  useEffect(() => {
    if (alone || draft === '') return
    sayTyping(threadId)
  }, [threadId, draft, alone])
}

let lastTyping = { threadId: '', at: 0 }
function sayTyping(threadId: string): void {
  const at = Date.now()
  if (lastTyping.threadId === threadId && at - lastTyping.at < TYPING_MS) return
  lastTyping = { threadId, at }
  say(threadId, 'typing')
}
