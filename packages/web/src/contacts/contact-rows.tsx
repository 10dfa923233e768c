import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { useEffect, useRef } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { exactTime, shortTime } from '../clock/time-words.ts'
import { Face } from '../controls/face.tsx'
import { ListHeads, rowRoom } from '../controls/list-heads.tsx'
import { useTallRows } from '../controls/tall-rows.ts'
import { words } from '../strings/words.ts'
import { displayPhone } from '../threads/threads.ts'
import type { Contact } from './contact.ts'

const columns = 'grid-cols-[28px_minmax(180px,1.3fr)_minmax(140px,0.8fr)_136px_minmax(110px,0.8fr)_minmax(120px,1fr)_84px]'
const dots = { in: 'bg-success', out: 'bg-danger', unsaid: 'shadow-[inset_0_0_0_1.5px_var(--window-closed)]' } as const

export type Selection = { readonly has: (id: string) => boolean; readonly toggle: (id: string) => void }

/** The rows, virtual and sparse: only what is in view exists and is asked for. */
export function ContactRows({
  total,
  at,
  desk,
  selection,
  onView,
}: {
  total: number
  at: (index: number) => Contact | undefined
  desk: boolean
  /** Null where nothing may be done to many at once. */
  selection: Selection | null
  onView: (first: number, last: number) => void
}) {
  const t = words.people
  const scroller = useRef<HTMLElement>(null)
  const { rows, height, top } = useTallRows(total, desk ? 46 : 64, scroller)
  const shown = rows.getVirtualItems()
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0]
  const tell = useRef(onView)
  tell.current = onView
  useEffect(() => tell.current(first, last), [first, last])
  return (
    <section
      ref={scroller}
      aria-label={t.title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
      tabIndex={0}
      data-testid="contact-rows"
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain focus-visible:shadow-[inset_0_0_0_2px_var(--accent)]"
    >
      {desk && (
        <ListHeads
          heads={['', t.columns.name, t.columns.number, t.columns.consent, t.columns.tags, t.columns.attributes, t.columns.added]}
          grid={columns}
          numbers={[6]}
        />
      )}
      <ul className="relative m-0 list-none overflow-hidden p-0" style={{ height }}>
        {shown.map((row) => (
          <li
            key={row.key}
            className="absolute inset-x-0 top-0"
            aria-setsize={total}
            aria-posinset={row.index + 1}
            style={{ height: row.size, transform: `translateY(${top(row.start)}px)` }}
          >
            <Row contact={at(row.index)} desk={desk} selection={selection} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Row({ contact, desk, selection }: { contact: Contact | undefined; desk: boolean; selection: Selection | null }) {
  const t = words.people
  const now = usePlatformNow('minute')
  if (!contact)
    return (
      <div className="flex h-full items-center border-b border-line px-5">
        <span className="sr-only">{t.loading}</span>
        <span className="ms-11 h-2.5 w-40 rounded-full bg-sunken" aria-hidden="true" />
      </div>
    )
  const phone = contact.phone ? displayPhone(contact.phone) : (contact.aliases[0]?.value ?? '')
  const name = contact.name || phone || t.nameless
  const known = Object.entries(contact.attributes)
  const added = Date.parse(contact.createdAt)
  return (
    <article
      data-testid="contact-row"
      className={clsx(
        'relative h-full items-center border-b border-line hover:bg-hover',
        rowRoom,
        desk ? `grid gap-x-5 ${columns}` : 'flex gap-3',
        selection?.has(contact.id) && 'bg-selected',
      )}
    >
      {selection ? (
        <input
          type="checkbox"
          aria-label={t.select(name)}
          checked={selection.has(contact.id)}
          onChange={() => selection.toggle(contact.id)}
          className="relative z-10 size-4 flex-none accent-(--accent)"
        />
      ) : (
        desk && <span />
      )}
      <div className="flex min-w-0 flex-1 items-center gap-2.5">
        <Face name={name} size={26} />
        <div className="min-w-0">
          <Link
            to="/contacts/$contactId"
            params={{ contactId: contact.id }}
            className="block truncate font-medium after:absolute after:inset-0 focus-visible:shadow-none focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)]"
          >
            <bdi>{name}</bdi>
          </Link>
          {!desk && (
            <span className="block truncate text-xs text-ink-3">
              {[contact.name ? phone : '', ...contact.tags].filter(Boolean).join(' · ')}
            </span>
          )}
        </div>
      </div>
      {desk && (
        <p className="truncate font-mono text-[0.92em] text-ink-2" dir="ltr">
          {phone}
        </p>
      )}
      <p className="flex flex-none items-center gap-1.5 text-xs" title={words.contact.marketing}>
        <span className={clsx('size-[7px] flex-none rounded-full', dots[contact.consent.marketing.choice])} aria-hidden="true" />
        {words.contact.choice[contact.consent.marketing.choice]}
      </p>
      {desk && (
        <>
          <p className="flex min-w-0 gap-1 overflow-hidden">
            {contact.tags.slice(0, 3).map((tag) => (
              <span
                key={tag}
                className="inline-block max-w-28 flex-none truncate rounded-xs bg-chip px-[7px] text-2xs leading-5 text-ink-2"
              >
                {tag}
              </span>
            ))}
            {contact.tags.length > 3 && <span className="text-xs text-ink-3">+{contact.tags.length - 3}</span>}
          </p>
          <p className="truncate text-xs text-ink-2">
            {known
              .slice(0, 3)
              .map(([key, value]) => `${key.replaceAll('_', ' ')} ${value}`)
              .join(' · ')}
          </p>
          <time className="text-end text-xs text-ink-3" dateTime={contact.createdAt} title={exactTime(added)}>
            {shortTime(added, now)}
          </time>
        </>
      )}
    </article>
  )
}
