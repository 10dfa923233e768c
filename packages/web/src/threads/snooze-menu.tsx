import { AlarmClock } from 'lucide-react'
import { useState } from 'react'
import { whenTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { fromInput, toInput } from '../controls/local-time.ts'
import { Popover } from '../controls/popover.tsx'
import { words } from '../strings/words.ts'
import { snoozeTimes } from './snooze-times.ts'
import { type Thread, useChangeThread } from './threads.ts'

/** Puts a thread off: a few hours one would choose, and any other. */
export function SnoozeMenu({
  thread,
  now,
  open,
  onOpenChange,
}: {
  thread: Thread
  now: number
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const change = useChangeThread(thread.id)
  const [own, setOwn] = useState('')
  const ownAt = fromInput(own)
  const put = (at: number | null) => {
    change.mutate({ snoozedUntil: at === null ? null : new Date(at).toISOString() })
    onOpenChange(false)
  }
  const closesAt = thread.window.csw.open && thread.window.csw.until ? Date.parse(thread.window.csw.until) : null
  const snoozed = thread.snoozedUntil ? Date.parse(thread.snoozedUntil) : null
  return (
    <Popover
      open={open}
      onOpenChange={onOpenChange}
      label={words.desk.snooze.title}
      width={272}
      trigger={
        <Button
          size="sm"
          look="ghost"
          icon
          aria-label={snoozed ? words.desk.snooze.until(whenTime(snoozed, now)) : words.desk.snooze.title}
          title={`${words.desk.snooze.title} (S)`}
          aria-pressed={snoozed !== null}
        >
          <AlarmClock size={15} aria-hidden="true" />
        </Button>
      }
    >
      <h3 className="mb-1 px-1 text-xs font-strong">{words.desk.snooze.title}</h3>
      {snoozeTimes(now, closesAt).map(({ id, at }) => (
        <button
          key={id}
          type="button"
          data-snooze={id}
          onClick={() => put(at)}
          className="flex h-8 w-full items-center gap-2 rounded-sm px-1 text-start hover:bg-hover"
        >
          {words.desk.snooze[id]}
          <span className="ms-auto text-xs text-ink-3">{whenTime(at, now)}</span>
        </button>
      ))}
      <form
        className="mt-1 flex items-center gap-2 border-t border-line px-1 pt-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (ownAt !== null && ownAt > now) put(ownAt)
        }}
      >
        <label className="flex min-w-0 flex-1 items-center gap-2 text-xs text-ink-3">
          {words.desk.snooze.own}
          <input
            type="datetime-local"
            value={own}
            min={toInput(now)}
            onChange={(event) => setOwn(event.currentTarget.value)}
            className="h-[30px] min-w-0 flex-1 rounded-sm bg-surface px-2 text-xs text-ink shadow-[inset_0_0_0_1px_var(--line-strong)] dark:bg-sunken"
          />
        </label>
        <Button size="sm" type="submit" disabled={ownAt === null || ownAt <= now}>
          {words.desk.snooze.set}
        </Button>
      </form>
      {snoozed !== null && (
        <Button size="sm" className="mt-2" onClick={() => put(null)}>
          {words.desk.snooze.wake}
        </Button>
      )}
    </Popover>
  )
}
