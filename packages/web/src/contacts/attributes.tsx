import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { type AttributeValue, useContact, useEditContact } from './contact.ts'

/** What is known of a person, each value edited in its place: Enter or leaving it keeps it, Escape leaves it as it was. */
export function Attributes({ contactId }: { contactId: string }) {
  const contact = useContact(contactId)
  const edit = useEditContact(contactId)
  const [adding, setAdding] = useState(false)
  const { panel } = words.desk
  const attributes = Object.entries(contact.data?.attributes ?? {})
  const keep = (name: string, value: AttributeValue | null) => edit.mutate({ attributes: { [name]: value } })
  return (
    <section className="border-t border-line px-4 pt-3.5 pb-3" data-testid="attributes">
      <div className="mb-[7px] flex items-center">
        <h3 className="flex-1 text-xs font-strong">{panel.attributes}</h3>
        <Button
          size="sm"
          look="ghost"
          icon
          aria-label={panel.addAttribute}
          title={panel.addAttribute}
          onClick={() => setAdding(true)}
        >
          <Plus size={13} aria-hidden="true" />
        </Button>
      </div>
      {edit.isError && <ProblemNotice error={edit.error} className="mb-2" />}
      {contact.isSuccess && attributes.length === 0 && !adding && <p className="text-xs text-ink-3">{panel.noAttributes}</p>}
      <dl className="grid gap-0.5 text-xs">
        {attributes.map(([name, value]) => (
          <div key={name} className="group grid grid-cols-[76px_minmax(0,1fr)_auto] items-center">
            <dt className="truncate text-ink-3" title={name}>
              {name.replaceAll('_', ' ')}
            </dt>
            <dd className="m-0">
              <Value key={String(value)} name={name} value={value} onKeep={(next) => keep(name, next)} />
            </dd>
            <button
              type="button"
              aria-label={panel.removeAttribute(name)}
              onClick={() => keep(name, null)}
              className="grid size-6 place-items-center text-ink-3 opacity-0 group-hover:opacity-100 focus-visible:opacity-100 max-desk:opacity-100"
            >
              <X size={12} aria-hidden="true" />
            </button>
          </div>
        ))}
      </dl>
      {adding && (
        <NewAttribute
          onKeep={(name, value) => {
            keep(name, value)
            setAdding(false)
          }}
          onLeave={() => setAdding(false)}
        />
      )}
    </section>
  )
}

const look =
  'h-6 w-full rounded-xs bg-transparent px-1 -mx-1 text-xs outline-none hover:shadow-[inset_0_0_0_1px_var(--line-strong)] focus:bg-surface focus:shadow-[inset_0_0_0_1.5px_var(--accent)] max-desk:text-lg'

function Value({ name, value, onKeep }: { name: string; value: AttributeValue; onKeep: (value: AttributeValue) => void }) {
  const [text, setText] = useState(String(value))
  const keep = () => {
    if (text.trim() !== '' && text !== String(value)) onKeep(asBefore(text.trim(), value))
    else setText(String(value))
  }
  return (
    <input
      value={text}
      dir="auto"
      aria-label={words.desk.panel.attributeValue(name)}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setText(String(value))
      }}
      className={look}
    />
  )
}

/** A number stays a number while what was typed is one, and so does a yes or no. */
function asBefore(text: string, before: AttributeValue): AttributeValue {
  if (typeof before === 'number' && Number.isFinite(Number(text))) return Number(text)
  if (typeof before === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

function NewAttribute({ onKeep, onLeave }: { onKeep: (name: string, value: string) => void; onLeave: () => void }) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const { panel } = words.desk
  return (
    <form
      className="mt-1.5 flex items-center gap-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() && value.trim()) onKeep(name.trim(), value.trim())
      }}
      onKeyDown={(event) => event.key === 'Escape' && onLeave()}
    >
      {(
        [
          [panel.attributeName, name, setName],
          [panel.newValue, value, setValue],
        ] as const
      ).map(([label, current, set], index) => (
        <input
          key={label}
          // biome-ignore lint/a11y/noAutofocus: opened by the button just pressed
          autoFocus={index === 0}
          value={current}
          aria-label={label}
          placeholder={label}
          onChange={(event) => set(event.currentTarget.value)}
          className="h-[26px] min-w-0 flex-1 rounded-sm bg-surface px-2 text-xs shadow-[inset_0_0_0_1px_var(--line-strong)] outline-none focus:shadow-[inset_0_0_0_1.5px_var(--accent)] dark:bg-sunken max-desk:text-lg"
        />
      ))}
      <Button size="sm" type="submit" disabled={!name.trim() || !value.trim()}>
        {panel.keep}
      </Button>
    </form>
  )
}
