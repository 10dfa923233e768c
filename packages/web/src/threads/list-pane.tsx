import { useNavigate } from '@tanstack/react-router'
import { ArrowDownNarrowWide, ListFilter, Search, X } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Button } from '../controls/button.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { useMedia, WIDE } from '../controls/use-media.ts'
import { useCrossings } from '../live/use-crossings.ts'
import { words } from '../strings/words.ts'
import { EmptyView } from './empty-view.tsx'
import { groupOf } from './grouping.ts'
import { SearchResults } from './search-results.tsx'
import { STANDINGS, type ThreadFilter } from './thread-filter.ts'
import { ThreadList } from './thread-list.tsx'
import { countText, useThreadCounts, useThreads } from './threads.ts'
import { ViewChips } from './view-chips.tsx'

/** The left pane of the inbox: which threads, in which order, and the threads. */
export function ListPane({ filter, currentId }: { filter: ThreadFilter; currentId: string | null }) {
  const list = useThreads(filter)
  const counts = useThreadCounts(filter.state)
  const navigate = useNavigate()
  const named = useMedia(WIDE)
  const [searching, setSearching] = useState(filter.q !== '')
  const typed = useRef<ReturnType<typeof setTimeout>>(undefined)
  const threads = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data])

  const now = usePlatformNow('minute')
  const standing = useMemo(() => threads.map((thread) => groupOf(thread, now)).join(), [threads, now])
  const shown = threads.map((thread) => thread.id).join()
  useCrossings(`${filter.view} ${shown}`, standing, ['thread-counts'], ...(filter.view === 'all' ? [] : [['threads']]))

  const search = (change: Partial<ThreadFilter>) =>
    navigate({ to: '.', search: (previous) => ({ ...previous, ...change }), replace: true })
  const searchFor = (q: string) => {
    clearTimeout(typed.current)
    typed.current = setTimeout(() => void search({ q }), 200)
  }
  const endSearch = () => {
    clearTimeout(typed.current)
    setSearching(false)
    void search({ q: '' })
  }
  const total = counts.data?.[filter.view]

  return (
    <section aria-label={words.inbox.title} className="flex min-h-0 min-w-0 flex-col">
      <header className="flex h-14 flex-none items-center gap-1 pe-2.5 ps-[18px] max-desk:h-[52px] max-desk:ps-4">
        {searching ? (
          <>
            <h1 className="sr-only">{words.inbox.search}</h1>
            <search className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-sm bg-surface px-2.5 shadow-[inset_0_0_0_1px_var(--line-strong)] focus-within:shadow-[inset_0_0_0_1.5px_var(--accent)] dark:bg-sunken">
              <Search size={14} className="text-ink-3" aria-hidden="true" />
              <input
                // biome-ignore lint/a11y/noAutofocus: opened by the button just pressed
                autoFocus
                defaultValue={filter.q}
                aria-label={words.inbox.search}
                placeholder={words.inbox.searchHint}
                onChange={(event) => searchFor(event.currentTarget.value)}
                onKeyDown={(event) => event.key === 'Escape' && endSearch()}
                className="min-w-0 flex-1 bg-transparent shadow-none outline-none focus-visible:shadow-none"
              />
              <button type="button" onClick={endSearch} aria-label={words.inbox.endSearch} className="text-ink-3 hover:text-ink">
                <X size={14} aria-hidden="true" />
              </button>
            </search>
          </>
        ) : (
          <>
            <h1 className="text-lg font-strong tracking-tight max-desk:text-xl">{words.view[filter.view]}</h1>
            {total !== undefined && <span className="ms-1 text-ink-3">{countText(total)}</span>}
            <span className="flex-1" />
            <Menu
              label={words.inbox.sortBy}
              trigger={
                <Button look="ghost" size="sm" aria-label={`${words.inbox.sortBy}: ${words.sort[filter.sort]}`}>
                  <ArrowDownNarrowWide size={14} aria-hidden="true" />
                  {words.sort[filter.sort]}
                </Button>
              }
            >
              {(['time-left', 'newest'] as const).map((sort) => (
                <MenuItem key={sort} checked={filter.sort === sort} onSelect={() => void search({ sort })}>
                  {words.sort[sort]}
                </MenuItem>
              ))}
            </Menu>
            <Menu
              label={words.desk.standing.label}
              trigger={
                <Button
                  look="ghost"
                  size="sm"
                  icon
                  aria-label={`${words.desk.standing.label}: ${words.desk.standing[filter.state]}`}
                  aria-pressed={filter.state !== 'open' || filter.tag !== ''}
                >
                  <ListFilter size={14} aria-hidden="true" />
                </Button>
              }
            >
              {STANDINGS.map((state) => (
                <MenuItem key={state} checked={filter.state === state} onSelect={() => void search({ state })}>
                  {words.desk.standing[state]}
                </MenuItem>
              ))}
            </Menu>
            <Button look="ghost" size="sm" icon aria-label={words.inbox.search} onClick={() => setSearching(true)}>
              <Search size={14} aria-hidden="true" />
            </Button>
          </>
        )}
      </header>
      {!named && <ViewChips view={filter.view} />}
      {!searching && (filter.state !== 'open' || filter.tag !== '') && (
        <p className="flex flex-none items-center gap-1.5 px-[18px] pb-2 max-desk:px-4">
          {filter.state !== 'open' && (
            <Narrowed label={words.desk.standing[filter.state]} onClear={() => void search({ state: 'open' })} />
          )}
          {filter.tag !== '' && <Narrowed label={words.desk.tags.only(filter.tag)} onClear={() => void search({ tag: '' })} />}
        </p>
      )}
      {filter.q !== '' ? (
        <SearchResults q={filter.q} currentId={currentId} onEnd={endSearch} />
      ) : list.isError && threads.length === 0 ? (
        <ProblemNotice error={list.error} onRetry={() => void list.refetch()} className="mx-4" />
      ) : list.isPending ? (
        <RowsToCome />
      ) : threads.length === 0 ? (
        <EmptyView filter={filter} onEndSearch={endSearch} />
      ) : (
        <ThreadList
          threads={threads}
          sort={filter.sort}
          scope={`${filter.view} ${filter.sort} ${filter.state} ${filter.tag}`}
          currentId={currentId}
          more={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : null}
        />
      )}
    </section>
  )
}

/** What narrows the list, with the way out of it. */
const Narrowed = ({ label, onClear }: { label: string; onClear: () => void }) => (
  <button
    type="button"
    onClick={onClear}
    className="inline-flex h-[22px] items-center gap-1 rounded-full bg-accent-tint pe-1.5 ps-2.5 text-xs font-medium text-accent"
  >
    {label}
    <X size={12} aria-hidden="true" />
    <span className="sr-only">{words.desk.tags.clear}</span>
  </button>
)

/** The places of rows that are on their way: hairlines of the final size, nothing that moves. */
function RowsToCome() {
  return (
    <div className="shows-late px-2" aria-hidden="true">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="flex h-[58px] items-center gap-[11px] border-b border-line ps-2">
          <span className="size-10 rounded-full shadow-[inset_0_0_0_2px_var(--window-track)]" />
        </div>
      ))}
    </div>
  )
}
