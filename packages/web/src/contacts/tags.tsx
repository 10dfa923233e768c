import { Link } from '@tanstack/react-router'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import { type Thread, useChangeThread } from '../threads/threads.ts'

/** Labels of the thread: each leads to all threads that carry it. */
export function Tags({ thread }: { thread: Thread }) {
  const change = useChangeThread(thread.id)
  const [text, setText] = useState<string | null>(null)
  const set = (tags: readonly string[]) => change.mutate({ tags })
  const add = () => {
    const tag = text?.trim() ?? ''
    if (tag !== '' && !thread.tags.includes(tag)) set([...thread.tags, tag])
    setText(null)
  }
  return (
    <span className="flex flex-wrap items-center gap-1" data-testid="tags">
      {thread.tags.map((tag) => (
        <span
          key={tag}
          className="inline-flex h-5 max-w-full items-center rounded-xs bg-chip ps-[7px] text-2xs font-medium text-ink-2"
        >
          <Link
            to="/inbox"
            search={{ tag, state: 'any' }}
            className="min-w-0 truncate hover:underline"
            title={words.desk.tags.only(tag)}
          >
            {tag}
          </Link>
          <button
            type="button"
            aria-label={words.desk.tags.remove(tag)}
            onClick={() => set(thread.tags.filter((each) => each !== tag))}
            className="grid size-5 place-items-center text-ink-3 hover:text-ink"
          >
            <X size={11} aria-hidden="true" />
          </button>
        </span>
      ))}
      {text === null ? (
        <Button
          size="sm"
          look="ghost"
          icon
          className="h-5 w-5"
          aria-label={words.desk.tags.add}
          title={words.desk.tags.add}
          onClick={() => setText('')}
        >
          <Plus size={12} aria-hidden="true" />
        </Button>
      ) : (
        <input
          // biome-ignore lint/a11y/noAutofocus: opened by the button just pressed
          autoFocus
          value={text}
          maxLength={40}
          aria-label={words.desk.tags.add}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key === 'Enter') add()
            if (event.key === 'Escape') setText(null)
          }}
          className="h-5 w-24 rounded-xs bg-surface px-1.5 text-2xs shadow-[inset_0_0_0_1.5px_var(--accent)] outline-none dark:bg-sunken"
        />
      )}
    </span>
  )
}
