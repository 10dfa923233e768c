import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { exactTime, stampTime } from '../clock/time-words.ts'
import { buttonClass } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import type { Page } from '../http/page.ts'
import { query, request } from '../http/request.ts'
import { priceShort } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { dayOf } from '../today/days.ts'
import { dayText } from './insight-words.ts'
import { type BehindSearch, WHICH } from './insights-search.ts'
import { withinOf } from './span.ts'

type Message = {
  readonly id: string
  readonly threadId: string
  readonly contact: { readonly id: string | null; readonly name: string }
  readonly direction: 'in' | 'out'
  readonly at: string
  readonly text: string
  readonly status: string
  readonly template: string | null
  readonly cost: { readonly amount: string; readonly currency: string } | null
  readonly error: { readonly code: number | null; readonly title: string } | null
}

const PAGE = 60
const ROW = 58

/** The messages a number is made of, newest first; each leads to its thread. */
export function BehindPage() {
  const search = useSearch({ from: '/insights/messages' })
  const today = dayOf(usePlatformNow('minute'))
  const within = withinOf(search, Date.parse(today))
  const which = Object.fromEntries(WHICH.map((member) => [member, search[member]]))
  const path = `/v1/insights/messages${query({ ...within, ...which, limit: PAGE })}`
  const list = useInfiniteQuery({
    queryKey: ['insights', 'behind', path],
    queryFn: ({ signal, pageParam }) => request<Page<Message>>(`${path}${pageParam ? `&cursor=${pageParam}` : ''}`, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  })
  const messages = list.data?.pages.flatMap((page) => page.data) ?? []
  // What is rare comes page by page, some of them empty: until there is something to scroll, nobody could ask for more.
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = list
  const goesOn = hasNextPage && messages.length < PAGE
  useEffect(() => {
    if (goesOn && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [goesOn, isFetchingNextPage, isError, fetchNextPage])
  const { behind: spoken } = words.insights
  const { from, to, number, portfolio, rules } = search
  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-5 py-2.5 max-desk:px-4">
        <Link
          to="/insights"
          search={{
            ...(from ? { from } : {}),
            ...(to ? { to } : {}),
            ...(number ? { number } : {}),
            ...(portfolio ? { portfolio } : {}),
            ...(rules ? { rules } : {}),
          }}
          className={buttonClass('ghost', 'sm', true)}
          aria-label={spoken.back}
          title={spoken.back}
        >
          <ArrowLeft size={16} aria-hidden="true" className="rtl:-scale-x-100" />
        </Link>
        <h1 className="text-lg font-strong tracking-tight">{spoken.title}</h1>
        <span className="text-ink-3">
          {within.from === within.to ? dayText(within.from) : `${dayText(within.from)} – ${dayText(within.to)}`}
          {whichText(search).map((part) => `, ${part}`)}
        </span>
      </header>
      {list.isError ? (
        <ProblemNotice error={list.error} onRetry={() => void list.refetch()} className="m-5" />
      ) : list.data && messages.length === 0 ? (
        <p role="status" className="p-5 text-ink-3">
          {goesOn ? spoken.looking : spoken.nothing}
        </p>
      ) : (
        <Rows
          messages={messages}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
          }}
        />
      )}
    </>
  )
}

function whichText(search: BehindSearch): string[] {
  const { behind } = words.insights
  return [
    ...(search.direction && !search.outcome ? [behind.direction[search.direction] ?? ''] : []),
    ...(search.outcome ? [behind.outcome[search.outcome] ?? ''] : []),
    ...(Object.keys(behind.which) as (keyof typeof behind.which)[]).flatMap((member) => {
      const value = search[member]
      return value ? [behind.which[member](value)] : []
    }),
  ].filter((part) => part !== '')
}

function Rows({ messages, onEnd }: { messages: readonly Message[]; onEnd: () => void }) {
  const region = useRef<HTMLElement>(null)
  const rows = useVirtualizer({
    count: messages.length,
    getScrollElement: () => region.current,
    estimateSize: () => ROW,
    overscan: 8,
  })
  const last = rows.getVirtualItems().at(-1)?.index ?? 0
  useEffect(() => {
    if (messages.length > 0 && last >= messages.length - 10) onEnd()
  }, [last, messages.length, onEnd])
  return (
    <ScrollRegion ref={region} label={words.insights.behind.title} className="min-h-0 flex-1">
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const message = messages[index]
          return (
            message && (
              <li key={message.id} className="absolute inset-x-0" style={{ top: start, height: ROW }}>
                <Row message={message} />
              </li>
            )
          )
        })}
      </ul>
    </ScrollRegion>
  )
}

function Row({ message }: { message: Message }) {
  const failed = message.status === 'failed'
  return (
    <Link
      to="/inbox/$threadId"
      params={{ threadId: message.threadId }}
      search={{ at: message.id }}
      data-testid="behind-row"
      className="flex h-full items-center gap-4 border-b border-line px-5 transition-quick hover:bg-hover max-desk:px-4"
    >
      <span className="w-40 flex-none truncate font-medium max-desk:w-24">{message.contact.name || words.thread.nameless}</span>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{message.text || message.template}</span>
        <span className="block truncate text-xs text-ink-3">
          {failed && message.error
            ? [message.error.code, message.error.title].filter((part) => part !== null).join(', ')
            : message.template}
        </span>
      </span>
      {message.cost && (
        <span className="flex-none text-xs tabular-nums text-ink-2 max-desk:hidden">{priceShort(message.cost)}</span>
      )}
      <span className="flex w-24 flex-none justify-end max-desk:w-auto">
        <Chip tone={failed ? 'bad' : 'plain'}>
          {message.direction === 'in'
            ? words.insights.behind.in
            : ((words.status as Record<string, string>)[message.status] ?? message.status)}
        </Chip>
      </span>
      <time
        dateTime={message.at}
        title={exactTime(Date.parse(message.at))}
        className="w-36 flex-none text-end text-xs whitespace-nowrap text-ink-3 max-wide:hidden"
      >
        {stampTime(Date.parse(message.at))}
      </time>
    </Link>
  )
}
