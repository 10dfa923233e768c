import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ArrowUp, ListFilter, Plus, Search, Upload, X } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useSegments } from '../campaigns/campaign-api.ts'
import { Button, buttonClass } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { DESK, useMedia } from '../controls/use-media.ts'
import { count } from '../money/price-words.ts'
import { mayActAs } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { AddDialog } from './add-dialog.tsx'
import { ContactRows } from './contact-rows.tsx'
import { type ContactSearch, peopleAsked } from './contact-search.ts'
import { FilterPanel } from './filter-panel.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { JobStrip } from './job-strip.tsx'
import { ManyBar } from './many-bar.tsx'
import { usePeople } from './people.ts'

const field =
  'h-8 rounded-sm bg-surface px-2 shadow-[inset_0_0_0_1px_var(--line-strong)] focus-within:shadow-[inset_0_0_0_1.5px_var(--accent)] dark:bg-sunken'

/** Everybody we know, however many: found by name and number, chosen by conditions. */
export function ContactsPage() {
  const t = words.people
  const search = useSearch({ from: '/contacts' })
  const navigate = useNavigate()
  const desk = useMedia(DESK)
  const { role } = useSession()
  const segments = useSegments()
  const [view, setView] = useState({ first: 0, last: 30 })
  const [filtering, setFiltering] = useState(false)
  const [dialog, setDialog] = useState<'add' | 'import' | null>(null)
  const [chosen, setPicked] = useState<{ all: boolean; ids: ReadonlySet<string> }>({ all: false, ids: new Set() })
  const wanted = useMemo(() => peopleAsked(search), [search])
  const people = usePeople(wanted, view.first, view.last)
  const typed = useRef<ReturnType<typeof setTimeout>>(undefined)
  const writes = mayActAs(role, 'manager')
  const segment = segments.data?.find((one) => one.id === search.segment) ?? null

  const wholeFilter = segment && wanted.filter ? { all: [segment.filter, wanted.filter] } : (segment?.filter ?? wanted.filter)
  const picked = { ...chosen, count: chosen.all ? (people.total ?? 0) : chosen.ids.size }
  const clear = () => setPicked({ all: false, ids: new Set() })
  const ask = (change: { [Key in keyof ContactSearch]?: string | undefined }) => {
    setView({ first: 0, last: 30 })
    clear()
    void navigate({
      to: '/contacts',
      search: (previous) =>
        Object.fromEntries(Object.entries({ ...previous, ...change }).filter(([, value]) => value)) as ContactSearch,
      replace: true,
    })
  }
  const narrowed = Object.keys(search).length > 0
  const { total } = people

  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2.5 border-b border-line px-5 py-2 max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight">{t.title}</h1>
        <span role="status" className="min-w-0 flex-1 truncate text-ink-3" data-testid="people-total">
          {total === null ? t.counting : t.people(count(total))}
        </span>
        <Link to="/consent" className={buttonClass('ghost')}>
          {t.consentLink}
        </Link>
        {mayActAs(role, 'agent') && (
          <Button onClick={() => setDialog('add')}>
            <Plus size={14} aria-hidden="true" />
            <span className="max-desk:sr-only">{t.add}</span>
          </Button>
        )}
        {writes && (
          <Button onClick={() => setDialog('import')} data-testid="import">
            <Upload size={14} aria-hidden="true" />
            {t.import}
          </Button>
        )}
      </header>
      <div className="flex flex-none flex-wrap items-center gap-2 border-b border-line px-5 py-2 max-desk:px-4">
        <search className={`${field} flex min-w-[200px] flex-1 items-center gap-2 desk:max-w-[340px]`}>
          <Search size={14} className="text-ink-3" aria-hidden="true" />
          <input
            type="search"
            key={search.q === undefined ? 'none' : 'some'}
            defaultValue={search.q}
            aria-label={t.search}
            placeholder={t.search}
            data-testid="contact-search"
            onChange={(event) => {
              const q = event.currentTarget.value
              clearTimeout(typed.current)
              typed.current = setTimeout(() => ask({ q: q.trim() }), 200)
            }}
            className="min-w-0 flex-1 bg-transparent outline-none focus-visible:shadow-none"
          />
        </search>
        <select
          aria-label={t.filter.segments}
          className={field}
          value={search.segment ?? ''}
          onChange={(event) => ask({ segment: event.currentTarget.value, filter: undefined })}
        >
          <option value="">{t.filter.everybody}</option>
          {segments.data?.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
              {one.people === null ? '' : ` (${count(one.people)})`}
            </option>
          ))}
        </select>
        <Button aria-pressed={filtering} onClick={() => setFiltering(!filtering)} data-testid="open-filter">
          <ListFilter size={14} aria-hidden="true" />
          {t.filter.open}
        </Button>
        {narrowed && (
          <Button look="ghost" onClick={() => ask({ q: undefined, filter: undefined, segment: undefined })}>
            <X size={14} aria-hidden="true" />
            {t.showAll}
          </Button>
        )}
        {segment && writes && (
          <Link
            to="/campaigns/$campaignId"
            params={{ campaignId: 'new' }}
            search={{ segment: segment.id }}
            className={buttonClass('ghost')}
          >
            {t.filter.campaign}
          </Link>
        )}
      </div>
      <JobStrip />
      {picked.count > 0 && (
        <ManyBar
          people={picked.count}
          whom={picked.all ? { q: wanted.q, filter: wholeFilter } : { ids: [...picked.ids] }}
          onAll={picked.all || total === null || total <= picked.count ? null : () => setPicked({ all: true, ids: new Set() })}
          onDone={clear}
        />
      )}
      {filtering && (
        <FilterPanel
          key={`${search.filter} ${segment?.id}`}
          filter={wanted.filter}
          segment={segment}
          mayKeep={writes}
          onChange={(filter, segmentId) =>
            ask({ filter: filter ? JSON.stringify(filter) : undefined, segment: segmentId ?? undefined })
          }
        />
      )}
      {people.error !== null && <ProblemNotice error={people.error} className="m-4" onRetry={people.refresh} />}
      {total === 0 && (narrowed ? <Empty>{t.noneFound}</Empty> : <Empty>{t.none}</Empty>)}
      <div className="relative flex min-h-0 flex-1 flex-col">
        {people.fresh && (
          <button
            type="button"
            onClick={people.refresh}
            className="opens absolute top-9 left-1/2 z-20 inline-flex h-[26px] -translate-x-1/2 items-center gap-1 rounded-full bg-primary px-3 text-xs font-medium text-ink-on-primary"
          >
            <ArrowUp size={12} aria-hidden="true" />
            {t.newPeople}
          </button>
        )}
        {total !== 0 && (
          <ContactRows
            key={JSON.stringify(search)}
            total={total ?? 100}
            at={people.at}
            desk={desk}
            selection={
              writes
                ? {
                    has: (id) => picked.all || picked.ids.has(id),
                    toggle: (id) =>
                      setPicked((before) => {
                        if (before.all) return { all: false, ids: new Set([id]) }
                        const ids = new Set(before.ids)
                        if (!ids.delete(id)) ids.add(id)
                        return { all: false, ids }
                      }),
                  }
                : null
            }
            onView={(first, last) =>
              setView((before) => (before.first === first && before.last === last ? before : { first, last }))
            }
          />
        )}
      </div>
      {dialog === 'import' && <ImportDialog onClose={() => setDialog(null)} />}
      {dialog === 'add' && <AddDialog onClose={() => setDialog(null)} />}
    </>
  )
}
