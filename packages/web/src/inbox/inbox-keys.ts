import { useEffect } from 'react'
import { queryClient } from '../http/query-client.ts'
import { isTyping } from '../shell/is-typing.ts'
import { changeThread, type ThreadChange, threadQuery } from '../threads/threads.ts'
import { pressThreadKey } from './thread-keys.ts'

/** `j` `k` walk the rows; every other key does something to the open thread. */
export function useInboxKeys(threadId: string | null): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return
      const run = keys[event.key]
      if (!run || (!threadId && event.key !== 'j' && event.key !== 'k')) return
      event.preventDefault()
      run(threadId ?? '')
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [threadId])
}

const keys: Record<string, (threadId: string) => void> = {
  j: () => walk(1),
  k: () => walk(-1),
  r: () => pressThreadKey('reply'),
  t: () => pressThreadKey('template'),
  i: () => pressThreadKey('interactive'),
  n: () => pressThreadKey('note'),
  s: () => pressThreadKey('snooze'),
  '/': () => pressThreadKey('canned'),
  a: (threadId) => void change(threadId, { owner: 'me' }),
  A: () => pressThreadKey('assign'),
  u: (threadId) => void change(threadId, { unread: true }),
  e: (threadId) => {
    const resolved = queryClient.getQueryData(threadQuery(threadId).queryKey)?.state === 'resolved'
    void change(threadId, { state: resolved ? 'open' : 'resolved' })
  },
}

function walk(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-testid="thread-row"]')].toSorted(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  )
  const focused = rows.indexOf(document.activeElement as HTMLElement)
  const current = focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current') === 'true')
  const next = rows[current < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, current + step))]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

/** A refusal needs no words of its own here: the screen goes back to what is true. */
const change = (threadId: string, body: ThreadChange) => changeThread(queryClient, threadId, body).catch(() => undefined)
