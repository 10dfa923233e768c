import { CloudOff, FlaskConical, TriangleAlert } from 'lucide-react'
import { useClock } from '../clock/clock.ts'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { clockTime, stampTime } from '../clock/time-words.ts'
import { useConnection } from '../live/connection.ts'
import { useOutbox } from '../messages/outbox.ts'
import { words } from '../strings/words.ts'

/** What concerns the whole screen, in a line above it: no line to the hub, a foreign world, and on small screens the emulator. */
export function Strips({ desk, emulator }: { desk: boolean; emulator: boolean }) {
  return (
    <>
      <Offline />
      <ForeignWorld />
      {!desk && emulator && <SmallWorld />}
    </>
  )
}

function Offline() {
  const { up, since } = useConnection()
  const waiting = useOutbox().filter((item) => item.state === 'waiting').length
  if (up) return null
  return (
    <p
      role="status"
      className="flex flex-none items-center gap-2 border-b border-line bg-warn-tint px-5 py-1.5 text-xs text-warn-text"
    >
      <CloudOff size={14} aria-hidden="true" />
      <span>
        <b className="font-strong">{words.offline.since(since === null ? '' : clockTime(since))}</b>{' '}
        {words.offline.waiting(waiting)}
      </span>
    </p>
  )
}

function ForeignWorld() {
  if (!useClock().data?.worldMismatch) return null
  return (
    <p
      role="alert"
      className="flex flex-none items-center gap-2 border-b border-line bg-danger-tint px-5 py-1.5 text-xs text-danger-text"
    >
      <TriangleAlert size={14} aria-hidden="true" />
      {words.world.mismatch}
    </p>
  )
}

function SmallWorld() {
  const now = usePlatformNow('minute')
  return (
    <p className="flex flex-none items-center justify-center gap-1.5 border-b border-dashed border-line-strong bg-canvas px-4 py-1 text-2xs text-ink-2">
      <FlaskConical size={12} aria-hidden="true" />
      {words.world.emulator}, <time data-testid="clock-now">{stampTime(now)}</time>
    </p>
  )
}
