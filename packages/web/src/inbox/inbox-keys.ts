import { useEffect } from 'react'
import { queryClient } from '../http/query-client.ts'
import { request } from '../http/request.ts'
import { isTyping } from '../shell/is-typing.ts'
import { threadQuery } from '../threads/threads.ts'
import { pressComposerKey } from './composer-keys.ts'

/** `j` `k` walk the rows, `r` replies, `t` opens the templates, `a` takes the thread, `e` resolves it or opens it again. */
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
  r: () => pressComposerKey('reply'),
  t: () => pressComposerKey('template'),
  a: (threadId) => void change(threadId, { owner: 'me' }),
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

async function change(threadId: string, body: object): Promise<void> {
  await request(`/v1/threads/${threadId}`, { method: 'PATCH', body }).catch(() => undefined)
  for (const queryKey of [['thread', threadId], ['threads'], ['thread-counts']]) void queryClient.invalidateQueries({ queryKey })
}
