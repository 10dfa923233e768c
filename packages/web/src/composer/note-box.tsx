import { StickyNote } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { store, useStored } from '../controls/stored.ts'
import { useNoteChange } from '../messages/notes.ts'
import { words } from '../strings/words.ts'
import type { Thread } from '../threads/threads.ts'

/** The box as paper: what is written here stays among the people here. */
export function NoteBox({ thread, modes }: { thread: Thread; modes: ReactNode }) {
  const key = `draft.note.${thread.id}`
  const text = useStored(key) ?? ''
  const note = useNoteChange(thread.id)
  const save = () => {
    if (text.trim() === '' || note.isPending) return
    note.mutate({ text: text.trim() }, { onSuccess: () => store(key, null) })
  }
  return (
    <div className="rounded-lg bg-note shadow-[0_0_0_1px_var(--note-line),0_2px_8px_-2px_rgb(25_30_39/.08)] focus-within:shadow-[0_0_0_1.5px_var(--accent)]">
      <textarea
        data-testid="composer-note"
        aria-label={words.desk.composer.noteBox.label}
        placeholder={words.desk.composer.noteBox.placeholder}
        value={text}
        rows={1}
        dir="auto"
        onChange={(event) => store(key, event.currentTarget.value || null)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          save()
        }}
        className="block field-sizing-content max-h-[38dvh] min-h-14 w-full resize-none bg-transparent px-3.5 pt-3 pb-1 text-md leading-[1.45] outline-none placeholder:text-ink-2 focus-visible:shadow-none max-desk:text-lg"
      />
      {note.isError && <ProblemNotice error={note.error} className="mx-2 my-1" />}
      <div className="flex flex-wrap items-center gap-2 px-2 pt-1.5 pb-2">
        {modes}
        <span className="flex-1" />
        <Button look="primary" data-testid="note-save" onClick={save} aria-disabled={text.trim() === '' || undefined}>
          <StickyNote size={14} aria-hidden="true" />
          {words.desk.composer.noteBox.save}
        </Button>
      </div>
    </div>
  )
}
