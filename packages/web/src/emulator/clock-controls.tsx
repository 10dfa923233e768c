import { clsx } from 'clsx'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { whenTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Notice } from '../controls/notice.tsx'
import { words } from '../strings/words.ts'
import { clockMoves, useMoveClock, useNextClosing } from './clock-moves.ts'

/** The jumps: an hour, a day but one hour, a day, and to the moment the next window closes. */
export function ClockControls({ className, narrow = false }: { className?: string; narrow?: boolean }) {
  const now = usePlatformNow('minute')
  const next = useNextClosing(now)
  const move = useMoveClock()
  return (
    <div className={clsx('flex flex-wrap items-center gap-1.5', className)}>
      {clockMoves.map((each) => (
        <Button
          key={each.id}
          size="sm"
          disabled={move.isPending}
          data-testid={`clock-advance-${each.id}`}
          aria-label={words.clock.advance(each.label)}
          onClick={() => move.mutate(each)}
        >
          {each.label}
        </Button>
      ))}
      <Button
        size="sm"
        look="primary"
        data-testid="clock-next-closing"
        disabled={!next || move.isPending}
        title={next ? words.clock.nextClosingOf(next.name) : words.clock.noneOpen}
        onClick={() => next && move.mutate({ label: words.clock.toNextClosing, body: { set: new Date(next.at).toISOString() } })}
      >
        {next ? words.clock[narrow ? 'nextClosingShort' : 'nextClosing'](whenTime(next.at, now)) : words.clock.noneOpen}
      </Button>
      {move.isPending && (
        <span role="status" className="shows-late text-xs text-ink-3">
          {words.clock.moving}
        </span>
      )}
      {move.isError && (
        <Notice className="w-full" title={words.clock.failed}>
          {move.error.message}
        </Notice>
      )}
    </div>
  )
}
