import { whenTime } from '../clock/time-words.ts'
import { DESK, useMedia } from '../controls/use-media.ts'
import { words } from '../strings/words.ts'
import { contactName, useThreads } from '../threads/threads.ts'
import { windowNow } from '../windows/window.ts'
import { placed, type TrackEvent } from './place-events.ts'

const colours = {
  open: 'var(--window-open)',
  closing: 'var(--window-closing)',
  last: 'var(--window-last)',
  closed: 'var(--window-closed)',
} as const
const MOST = 8

/** What the clock will run into: every window that closes within the coming days, on one line. */
export function ClosingTrack({ now }: { now: number }) {
  const threads = useThreads({ view: 'all', sort: 'time-left', state: 'any', tag: '', q: '' })
  if (!useMedia(DESK)) return null
  const events: TrackEvent[] = []
  for (const thread of threads.data?.pages[0]?.data ?? []) {
    const window = windowNow(thread.window, now)
    const name = contactName(thread.contact, words.thread.nameless).split(' ')[0] ?? ''
    if (window.state !== 'closed' && window.until !== null) {
      events.push({ key: `${thread.id} csw`, at: window.until, label: words.clock.closes(name), colour: colours[window.state] })
    }
    if (window.fep.open && window.fep.until !== null) {
      events.push({
        key: `${thread.id} fep`,
        at: window.fep.until,
        label: words.clock.entryEnds(name),
        colour: 'var(--free-entry)',
      })
    }
  }
  if (events.length === 0) return null
  const next = events.toSorted((a, b) => a.at - b.at).slice(0, MOST)
  return (
    <div className="relative mt-3 h-[54px]">
      <span className="absolute inset-x-0 top-6 h-1 rounded-full bg-(--state-queued)" aria-hidden="true" />
      <span
        className="absolute top-4 start-0 size-5 rounded-full bg-surface shadow-[inset_0_0_0_5px_var(--ink),var(--shadow-control)]"
        aria-hidden="true"
      />
      <ol className="m-0 list-none p-0" aria-label={words.clock.coming}>
        {placed(next, now).map((event) => (
          <li
            key={event.key}
            className="absolute max-w-[190px] truncate ps-[7px] text-2xs leading-[14px] whitespace-nowrap text-ink-2"
            style={{ left: `${event.left}%`, top: event.below ? 38 : 0 }}
          >
            <b className="font-strong text-ink">{whenTime(event.at, now)}</b> {event.label}
          </li>
        ))}
      </ol>
      {placed(next, now).map((event) => (
        <span
          key={event.key}
          aria-hidden="true"
          className="absolute h-[26px] w-[1.5px]"
          style={{ left: `${event.left}%`, top: event.below ? 24 : 2, background: event.colour }}
        />
      ))}
    </div>
  )
}
