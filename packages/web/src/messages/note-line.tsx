import { StickyNote } from 'lucide-react'
import { useState } from 'react'
import { clockTime, exactTime, whenTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { type Note, useNoteChange } from './notes.ts'

/** A note stands in the thread as paper among bubbles; a deed is one quiet line. */
export function NoteLine({ note, now }: { note: Note; now: number }) {
  return note.kind === 'note' ? <Paper note={note} /> : <Deed note={note} now={now} />
}

function Deed({ note, now }: { note: Note; now: number }) {
  const by = note.by?.name ?? ''
  const { deed } = words.desk.notes
  const sentence =
    note.kind === 'assigned'
      ? deed.assigned(by, note.text)
      : note.kind === 'snoozed'
        ? deed.snoozed(by, note.until ? whenTime(Date.parse(note.until), now) : '')
        : note.kind === 'automation'
          ? deed.automation(by, note.text)
          : deed[note.kind as Exclude<Note['kind'], 'note' | 'assigned' | 'snoozed' | 'automation'>](by)
  const at = Date.parse(note.at)
  return (
    <p className="py-1 text-xs leading-[1.4] text-ink-3" data-testid="deed">
      {sentence},{' '}
      <time dateTime={note.at} title={exactTime(at)}>
        {whenTime(at, now)}
      </time>
    </p>
  )
}

function Paper({ note }: { note: Note }) {
  const { person } = useSession()
  const change = useNoteChange(note.threadId)
  const [text, setText] = useState<string | null>(null)
  const mine = note.by?.id === person.id
  const at = Date.parse(note.at)
  return (
    <article
      data-testid="note"
      aria-label={words.desk.notes.by(note.by?.name ?? '')}
      className="my-1.5 ms-auto w-fit max-w-[min(404px,88%)] rounded-md bg-note px-3 py-2 shadow-[inset_0_0_0_1px_var(--note-line)]"
    >
      {text === null ? (
        <p className="text-md leading-[1.43] break-words whitespace-pre-wrap">{note.text}</p>
      ) : (
        <textarea
          // biome-ignore lint/a11y/noAutofocus: opened by the button just pressed
          autoFocus
          value={text}
          aria-label={words.desk.notes.title}
          dir="auto"
          onChange={(event) => setText(event.currentTarget.value)}
          className="block field-sizing-content w-72 max-w-full resize-none bg-transparent text-md leading-[1.43] outline-none"
        />
      )}
      <p className="mt-1 flex items-center gap-2 text-2xs text-ink-2">
        <StickyNote size={12} aria-hidden="true" />
        {note.by?.name}
        <time dateTime={note.at} title={exactTime(at)}>
          {clockTime(at)}
        </time>
        {note.editedAt && <span title={exactTime(Date.parse(note.editedAt))}>{words.desk.notes.edited}</span>}
        {mine && text === null && (
          <>
            <button type="button" className="ms-auto underline underline-offset-2" onClick={() => setText(note.text)}>
              {words.desk.notes.edit}
            </button>
            <button type="button" className="underline underline-offset-2" onClick={() => change.mutate({ id: note.id })}>
              {words.desk.notes.remove}
            </button>
          </>
        )}
        {text !== null && (
          <span className="ms-auto flex gap-1.5">
            <Button size="sm" look="ghost" onClick={() => setText(null)}>
              {words.desk.notes.cancel}
            </Button>
            <Button
              size="sm"
              disabled={text.trim() === ''}
              onClick={() => change.mutate({ id: note.id, text: text.trim() }, { onSuccess: () => setText(null) })}
            >
              {words.desk.notes.save}
            </Button>
          </span>
        )}
      </p>
    </article>
  )
}
