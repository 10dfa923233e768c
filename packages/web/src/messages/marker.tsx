import { clsx } from 'clsx'
import { PhoneIncoming, PhoneOutgoing } from 'lucide-react'
import { clockTime, dayTitle, exactTime, whenTime } from '../clock/time-words.ts'
import { words } from '../strings/words.ts'
import type { WindowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'
import type { TimelineItem } from './timeline.ts'

type Mark = Exclude<TimelineItem, { kind: 'message' } | { kind: 'day' }>

/** A ring that only says open or shut: at a mark in the past nothing is left to count. */
const node = (open: boolean, entry: boolean): WindowNow => ({
  state: open ? 'open' : 'closed',
  left: open ? WHOLE : 0,
  hours: 1,
  until: null,
  safeUntil: null,
  fep: { state: entry ? 'confirmed' : 'none', open: entry, left: entry ? WHOLE : 0, hours: 1, until: null },
})
const WHOLE = 3_600_000

/** A line in the thread that says what the window did, and when. */
export function WindowMarker({ mark, now }: { mark: Mark; now: number }) {
  const ring = mark.kind === 'opened' || mark.kind === 'entry'
  const tone = mark.kind === 'opened' ? 'text-open-text' : mark.kind === 'entry' ? 'text-free-entry-text' : 'text-ink-2'
  return (
    <div className="relative -ms-[22px] py-[7px] ps-[22px] text-xs leading-[1.4] text-ink-3" title={exactTime(mark.at)}>
      <span className="rail-node">
        <WindowRing quiet size={14} window={node(ring, mark.kind === 'entry')} />
      </span>
      <b className={clsx('font-strong', tone)}>{words.marker[mark.kind]}</b> {detail(mark, now)}
    </div>
  )
}

function detail(mark: Mark, now: number): string {
  const at = whenTime(mark.at, now)
  if (mark.kind === 'opened') return mark.fromAd ? words.marker.openedFromAd(at) : at
  if (mark.kind === 'entry') return words.marker.entryUntil(whenTime(mark.until, now), mark.confirmed)
  return at
}

export function DayDivider({ at, now }: { at: number; now: number }) {
  return (
    <div className="flex items-center gap-2.5 pt-2.5 pb-1.5 text-2xs font-medium text-ink-3">
      {dayTitle(at, now, words.day)}
      <span className="h-px flex-1 bg-line" />
    </div>
  )
}

/** A call is no bubble: a line beside the mark of the window it opened. */
export function CallLine({ at, from, now }: { at: number; from: 'in' | 'out'; now: number }) {
  return (
    <p className="flex items-center gap-2 py-1.5 text-xs text-ink-2" data-testid="call">
      <span className="grid size-6 flex-none place-items-center rounded-full bg-bubble-in">
        {from === 'in' ? <PhoneIncoming size={13} aria-hidden="true" /> : <PhoneOutgoing size={13} aria-hidden="true" />}
      </span>
      <b className="font-medium">{words.desk.log.call[from]}</b>
      <time className="text-ink-3" dateTime={new Date(at).toISOString()} title={exactTime(at)}>
        {whenTime(at, now)}
      </time>
    </p>
  )
}

/** The hour under a bubble, with the whole date on hover. */
export const BubbleTime = ({ at }: { at: number }) => (
  <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
    {clockTime(at)}
  </time>
)
