import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { query, request } from '../http/request.ts'
import { words } from '../strings/words.ts'

type Person = {
  readonly contactId: string | null
  readonly name: string | null
  readonly phone: string | null
  readonly because: string | null
  /** Their line of the file. */
  readonly row?: number | null
  readonly position?: number
}

/** Which people stand behind a number of a campaign: where they are listed, and what they are there called. */
export type Behind = { readonly title: string; readonly path: string; readonly search: Readonly<Record<string, string>> }

/** The people behind a number, a page at a time. */
export function PeopleDialog({ behind, onClose }: { behind: Behind; onClose: () => void }) {
  const t = words.campaign.people
  const pages = useInfiniteQuery({
    queryKey: ['campaigns', 'people', behind.path, behind.search],
    queryFn: ({ pageParam, signal }) =>
      request<{ data: readonly Person[]; cursor: string | null }>(
        behind.path + query({ ...behind.search, cursor: pageParam, limit: 100 }),
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    staleTime: 0,
  })
  const people = pages.data?.pages.flatMap((page) => page.data) ?? []
  return (
    <Dialog title={behind.title} onClose={onClose} width={560}>
      {pages.isError && <ProblemNotice error={pages.error} onRetry={() => void pages.refetch()} />}
      <ul className="m-0 list-none p-0 text-xs" data-testid="campaign-people">
        {people.map((person) => (
          <li
            key={person.position ?? person.row ?? person.contactId}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-t border-line py-1.5 first:border-0"
          >
            <b className="truncate font-medium">{person.name || (person.row ? t.row(person.row) : t.nobody)}</b>
            <span className="text-ink-2">{person.phone && `+${person.phone}`}</span>
            {person.because && <span className="col-span-2 text-ink-3">{person.because}</span>}
          </li>
        ))}
      </ul>
      {pages.data && people.length === 0 && !pages.hasNextPage && <p className="text-ink-3">{t.none}</p>}
      {pages.hasNextPage && (
        <Button size="sm" className="mt-3" disabled={pages.isFetching} onClick={() => void pages.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </Dialog>
  )
}
