import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Clock } from 'lucide-react'
import { useState } from 'react'
import { exactTime, whenTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { fromInput, toInput } from '../controls/local-time.ts'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { changeScheduled, type Scheduled, useScheduled, withdrawMessage } from '../messages/messages.ts'
import { words } from '../strings/words.ts'
import { Line } from './panel.tsx'

/** What waits for its time in this thread, above the box: each can be changed, sent now or withdrawn. */
export function ScheduledList({ threadId, now }: { threadId: string; now: number }) {
  const waiting = useScheduled(threadId).data ?? []
  if (waiting.length === 0) return null
  return (
    <section
      aria-label={words.desk.log.scheduled}
      data-testid="scheduled"
      className="mb-2 max-h-[30dvh] overflow-y-auto rounded-lg bg-sunken shadow-pane"
    >
      {waiting.map((message) => (
        <ScheduledRow key={message.id} message={message} now={now} />
      ))}
    </section>
  )
}

function ScheduledRow({ message, now }: { message: Scheduled; now: number }) {
  const client = useQueryClient()
  const goesAt = Date.parse(message.notBefore ?? message.at)
  const [editing, setEditing] = useState<{ text: string; at: string } | null>(null)
  const settled = () => {
    for (const queryKey of [['scheduled'], ['messages', message.threadId]]) void client.invalidateQueries({ queryKey })
  }
  const change = useMutation({
    mutationFn: (to: { text: string; at: number }) =>
      changeScheduled(message.id, {
        sendAt: new Date(to.at).toISOString(),
        ...(message.type === 'text' && to.text !== message.text
          ? { message: { ...message.message, type: 'text', text: { ...(message.message.text as object), body: to.text } } }
          : {}),
      }),
    onSuccess: () => {
      setEditing(null)
      settled()
    },
  })
  const withdraw = useMutation({ mutationFn: () => withdrawMessage(message.id), onSettled: settled })
  const editedAt = editing ? fromInput(editing.at) : null
  return (
    <div className="border-b border-line px-3 py-2 text-xs last:border-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Clock size={13} className="flex-none text-ink-3" aria-hidden="true" />
        <time className="flex-none font-medium" title={exactTime(goesAt)} dateTime={new Date(goesAt).toISOString()}>
          {words.desk.log.goesAt(whenTime(goesAt, now))}
        </time>
        <span className="min-w-0 flex-1 basis-40 truncate text-ink-2">{message.text}</span>
        {!editing && (
          <span className="flex gap-1">
            <Button
              size="sm"
              look="ghost"
              onClick={() => setEditing({ text: message.text, at: toInput(goesAt) })}
              data-testid="scheduled-edit"
            >
              {words.desk.log.edit}
            </Button>
            <Button
              size="sm"
              look="ghost"
              disabled={change.isPending}
              onClick={() => change.mutate({ text: message.text, at: now })}
            >
              {words.desk.log.sendNow}
            </Button>
            <Button size="sm" look="ghost" disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>
              {words.desk.log.withdraw}
            </Button>
          </span>
        )}
      </div>
      {editing && (
        <form
          className="mt-2"
          onSubmit={(event) => {
            event.preventDefault()
            if (editedAt !== null) change.mutate({ text: editing.text.trim() || message.text, at: editedAt })
          }}
        >
          {message.type === 'text' && (
            <Line
              label={words.composer.text}
              multiline
              value={editing.text}
              onChange={(text) => setEditing({ ...editing, text })}
            />
          )}
          <Line
            label={words.desk.composer.laterAt}
            type="datetime-local"
            value={editing.at}
            onChange={(at) => setEditing({ ...editing, at })}
          />
          {change.isError && <ProblemNotice error={change.error} className="mb-2" />}
          <span className="flex justify-end gap-1.5">
            <Button size="sm" look="ghost" onClick={() => setEditing(null)}>
              {words.desk.notes.cancel}
            </Button>
            <Button size="sm" look="primary" type="submit" disabled={editedAt === null || change.isPending}>
              {words.desk.composer.schedule(editedAt === null ? '' : whenTime(editedAt, now))}
            </Button>
          </span>
        </form>
      )}
      {(withdraw.isError || (change.isError && !editing)) && (
        <ProblemNotice error={withdraw.error ?? change.error} className="mt-2" />
      )}
    </div>
  )
}
