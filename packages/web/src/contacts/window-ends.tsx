import { clsx } from 'clsx'
import { exactTime, spanShort, whenTime } from '../clock/time-words.ts'
import { words } from '../strings/words.ts'
import type { WindowNow } from '../windows/window.ts'

const dots = {
  open: 'bg-open',
  closing: 'bg-closing',
  last: 'bg-last',
  closed: 'shadow-[inset_0_0_0_1.5px_var(--window-closed)]',
} as const

/** Both windows with both their ends: the true one that decides, and the safe one that warns. */
export function WindowEnds({ window, now }: { window: WindowNow; now: number }) {
  const open = window.state !== 'closed'
  const { fep } = window
  return (
    <ul className="m-0 grid list-none gap-1.5 p-0">
      <End
        dot={dots[window.state]}
        title={words.window.csw}
        value={open && window.until !== null ? whenTime(window.until, now) : words.window.closed.toLowerCase()}
        exact={window.until}
        detail={
          open && window.safeUntil !== null
            ? words.window.safeTo(whenTime(window.safeUntil, now))
            : window.until === null
              ? words.window.neverWrote
              : words.window.since(whenTime(window.until, now))
        }
      />
      <End
        dot={fep.open ? 'bg-free-entry' : dots.closed}
        title={words.window.fep}
        value={
          fep.open && fep.until !== null
            ? whenTime(fep.until, now)
            : fep.state === 'candidate'
              ? words.window.chance
              : words.window.none
        }
        exact={fep.until}
        detail={
          fep.state === 'candidate' && fep.until !== null
            ? words.window.replyBefore(whenTime(fep.until, now))
            : fep.open
              ? words.window.entryLeft(spanShort(fep.left), fep.state === 'confirmed')
              : words.window.noEntry
        }
      />
    </ul>
  )
}

function End({
  dot,
  title,
  value,
  detail,
  exact,
}: {
  dot: string
  title: string
  value: string
  detail: string
  exact: number | null
}) {
  return (
    <li className="grid grid-cols-[8px_1fr_auto] items-center gap-x-2 leading-[1.35]">
      <span className={clsx('size-2 rounded-full', dot)} aria-hidden="true" />
      <span>{title}</span>
      <b className="font-strong" title={exact === null ? undefined : exactTime(exact)}>
        {value}
      </b>
      <small className="col-span-2 col-start-2 text-end text-2xs text-ink-3">{detail}</small>
    </li>
  )
}
