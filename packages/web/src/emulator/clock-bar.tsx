import { useClock } from '../clock/clock.ts'
import { useClockScale, usePlatformNow } from '../clock/platform-clock.ts'
import { clockTimeWithSeconds, longDay } from '../clock/time-words.ts'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import { ClockControls } from './clock-controls.tsx'
import { useMoveClock } from './clock-moves.ts'
import { ClosingTrack } from './closing-track.tsx'

const SPEEDS = ['0', '1', '60'] as const
type Speed = (typeof SPEEDS)[number]

/** The platform's clock: what time it is there, how fast it runs, and the jumps. */
export function ClockBar() {
  const now = usePlatformNow('second')
  const scale = useClockScale()
  const policy = useClock().data?.policy
  const move = useMoveClock()
  const speed = SPEEDS.find((each) => Number(each) === scale) ?? null
  return (
    <section
      aria-label={words.clock.title}
      className="flex-none border-b border-line px-5 pt-3.5 pb-3 max-desk:px-4 max-desk:py-2.5"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="flex-1 whitespace-nowrap">
          <span className="text-xl font-[560] tracking-display">{clockTimeWithSeconds(now)}</span>
          <span className="ms-1.5 text-ink-3">
            {longDay(now)}
            {policy && <span className="max-panel:hidden">{words.clock.rulesOf(policy)}</span>}
          </span>
        </p>
        <ClockControls />
        <Segmented<Speed>
          label={words.clock.speed}
          value={speed}
          onChange={(value) => move.mutate({ label: words.clock.speeds[value], body: { scale: Number(value) } })}
          segments={SPEEDS.map((value) => ({ value, label: words.clock.speeds[value] }))}
        />
      </div>
      <ClosingTrack now={now} />
    </section>
  )
}
