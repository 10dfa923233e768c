import { Link } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { useClock } from '../clock/clock.ts'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { clockTime, stampTime } from '../clock/time-words.ts'
import { Popover } from '../controls/popover.tsx'
import { words } from '../strings/words.ts'

const ClockControls = lazy(() => import('../emulator/clock-controls.tsx').then((module) => ({ default: module.ClockControls })))

/** Says plainly that this is an emulator, what time it is there, and moves it. */
export function WorldBox({ narrow }: { narrow: boolean }) {
  const now = usePlatformNow('minute')
  const time = (
    <time
      className="whitespace-nowrap"
      data-testid="clock-now"
      data-now={new Date(now).toISOString()}
      dateTime={new Date(now).toISOString()}
    >
      {narrow ? clockTime(now) : stampTime(now)}
    </time>
  )
  if (narrow) {
    return (
      <ClockPopover
        trigger={
          <button
            type="button"
            data-testid="clock-move"
            title={words.world.emulator}
            className="grid w-full justify-items-center gap-1 rounded-md border border-dashed border-line-strong py-1.5 text-[10px] text-ink-2 hover:text-ink"
          >
            <FlaskConical size={14} aria-hidden="true" />
            {time}
            <span className="sr-only">{words.world.move}</span>
          </button>
        }
      />
    )
  }
  return (
    <div className="grid grid-cols-[auto_1fr_auto] items-center gap-x-1.5 rounded-md border border-dashed border-line-strong px-2 py-[7px] text-xs leading-[1.3] text-ink-2">
      <FlaskConical size={14} aria-hidden="true" />
      <span className="min-w-0">
        <b className="font-strong text-ink">{words.world.emulator}</b>
        <br />
        {time}
      </span>
      <ClockPopover
        trigger={
          <button
            type="button"
            className="rounded-xs font-medium text-accent hover:text-accent-hover hover:underline"
            data-testid="clock-move"
          >
            {words.world.move}
          </button>
        }
      />
    </div>
  )
}

function ClockPopover({ trigger }: { trigger: ReactNode }) {
  const now = usePlatformNow('minute')
  const policy = useClock().data?.policy
  return (
    <Popover label={words.clock.title} side="right" align="end" width={292} trigger={trigger}>
      <p className="font-strong">{stampTime(now)}</p>
      <p className="mb-2.5 text-xs text-ink-3">{policy ? words.clock.policy(policy) : null}</p>
      <Suspense fallback={null}>
        <ClockControls narrow />
      </Suspense>
      <Link to="/phone" className="mt-3 inline-block text-xs font-medium text-accent hover:underline">
        {words.world.openPhone}
      </Link>
    </Popover>
  )
}
