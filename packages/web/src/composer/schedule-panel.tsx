import { useMemo, useState } from 'react'
import { whenTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { fromInput, toInput } from '../controls/local-time.ts'
import { Notice } from '../controls/notice.tsx'
import { type Content, useCheck } from '../messages/messages.ts'
import { words } from '../strings/words.ts'
import { snoozeTimes } from '../threads/snooze-times.ts'
import type { Thread } from '../threads/threads.ts'
import { Line, Panel } from './panel.tsx'
import { sendTo } from './use-sending.ts'
import { useSettled } from './use-settled.ts'

const HOUR = 3_600_000

/** When a message should leave. It is judged as of that time: what the window will not allow by then is said before it is kept. */
export function SchedulePanel({
  thread,
  content,
  now,
  onSchedule,
  onTemplate,
  onClose,
}: {
  thread: Thread
  content: Content | null
  now: number
  onSchedule: (at: number) => void
  onTemplate?: (() => void) | undefined
  onClose: () => void
}) {
  const [value, setValue] = useState(() => toInput(now + HOUR))
  const at = fromInput(value)
  const future = at !== null && at > now
  const asked = useSettled(
    useMemo(() => (content && future ? sendTo(thread, content, at) : null), [thread, content, future, at]),
    200,
  )
  const verdict = useCheck(thread.id, asked)
  const decision = asked ? verdict.data?.decision : undefined
  const refused = decision?.kind === 'refuse'
  const closesAt = thread.window.csw.open && thread.window.csw.until ? Date.parse(thread.window.csw.until) : null
  return (
    <Panel title={words.desk.composer.laterTitle} onClose={onClose}>
      <div className="mb-2 grid">
        {snoozeTimes(now, content?.type === 'template' ? null : closesAt).map((time) => (
          <button
            key={time.id}
            type="button"
            onClick={() => setValue(toInput(time.at))}
            className="flex h-7 items-center rounded-sm px-1 text-start text-xs hover:bg-hover"
          >
            {words.desk.composer.laterTimes[time.id]}
            <span className="ms-auto text-ink-3">{whenTime(time.at, now)}</span>
          </button>
        ))}
      </div>
      <Line label={words.desk.composer.laterAt} type="datetime-local" value={value} min={toInput(now)} onChange={setValue} />
      {!future && <p className="mb-2 text-xs text-warn-text">{words.desk.composer.inThePast}</p>}
      {refused && (
        <Notice
          tone="warn"
          className="mb-2"
          title={decision.rule === 'window.closed' ? words.desk.composer.closedByThen : words.cost.refused}
          action={
            decision.rule === 'window.closed' &&
            onTemplate && (
              <Button
                size="sm"
                onClick={() => {
                  onClose()
                  onTemplate()
                }}
              >
                {words.desk.composer.templateInstead}
              </Button>
            )
          }
        >
          {decision.rule === 'window.closed' ? null : decision.because}
        </Notice>
      )}
      <Button
        look="primary"
        data-testid="schedule-send"
        className="w-full"
        disabled={!content || !future || refused}
        onClick={() => {
          if (at === null) return
          onSchedule(at)
          onClose()
        }}
      >
        {words.desk.composer.schedule(at === null ? '' : whenTime(at, now))}
      </Button>
    </Panel>
  )
}
