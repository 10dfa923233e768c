import { useMutation } from '@tanstack/react-query'
import { setClockScale } from '../clock/platform-clock.ts'
import { words } from '../strings/words.ts'
import { useThreads } from '../threads/threads.ts'
import { windowNow } from '../windows/window.ts'
import { moveClock } from './emulator.ts'

const HOUR = 3_600_000

export type ClockMove = { readonly id: string; readonly label: string; readonly body: { advanceMs: number } }

/** The jumps that make a window's day visible. */
export const clockMoves: readonly ClockMove[] = [
  { id: '1h', label: words.clock.plus1h, body: { advanceMs: HOUR } },
  { id: '23h', label: words.clock.plus23h, body: { advanceMs: 23 * HOUR } },
  { id: '1d', label: words.clock.plus1d, body: { advanceMs: 24 * HOUR } },
]

export const useMoveClock = () =>
  useMutation({
    mutationFn: ({ label, body }: { label: string; body: Parameters<typeof moveClock>[1] }) =>
      moveClock(words.action.clock(label), body),
    onSuccess: ({ scale }) => setClockScale(scale),
  })

/** The instant at which the next window closes, and whose; null when none is open. */
export function useNextClosing(now: number): { readonly at: number; readonly name: string } | null {
  const threads = useThreads({ view: 'all', sort: 'time-left', state: 'any', tag: '', q: '' })
  let next: { at: number; name: string } | null = null
  for (const thread of threads.data?.pages[0]?.data ?? []) {
    const { until, state } = windowNow(thread.window, now)
    if (state !== 'closed' && until !== null && (next === null || until < next.at)) {
      next = { at: until, name: thread.contact.name ?? thread.contact.phone ?? '' }
    }
  }
  return next
}
