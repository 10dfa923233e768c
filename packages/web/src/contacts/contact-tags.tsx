import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useState } from 'react'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { type Contact, useEditContact } from './contact.ts'

/** Labels of the person: each leads to everybody who carries it. */
export function ContactTags({ contact, writes }: { contact: Contact; writes: boolean }) {
  const t = words.people.page
  const edit = useEditContact(contact.id)
  const [text, setText] = useState('')
  return (
    <div className="flex flex-wrap items-center gap-1">
      {contact.tags.length === 0 && !writes && <span className="text-xs text-ink-3">{t.noTags}</span>}
      {contact.tags.map((tag) => (
        <span
          key={tag}
          className="inline-flex h-6 max-w-full items-center rounded-xs bg-chip ps-[7px] text-2xs font-medium text-ink-2"
        >
          <Link to="/contacts" search={{ filter: JSON.stringify({ tag }) }} className="min-w-0 truncate hover:underline">
            {tag}
          </Link>
          {writes ? (
            <button
              type="button"
              aria-label={t.removeTag(tag)}
              onClick={() => edit.mutate({ tags: contact.tags.filter((one) => one !== tag) })}
              className="grid size-6 place-items-center text-ink-3 hover:text-ink"
            >
              <X size={11} aria-hidden="true" />
            </button>
          ) : (
            <span className="w-[7px]" />
          )}
        </span>
      ))}
      {writes && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const tag = text.trim()
            if (tag && !contact.tags.includes(tag)) edit.mutate({ tags: [...contact.tags, tag] })
            setText('')
          }}
        >
          <input
            aria-label={t.addTag}
            placeholder={t.addTag}
            maxLength={64}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            className={`${fieldClass} h-6 max-w-24 px-2 text-2xs`}
          />
        </form>
      )}
      {edit.isError && <ProblemNotice error={edit.error} className="w-full" />}
    </div>
  )
}
