import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { DESK, useMedia } from '../controls/use-media.ts'
import { words } from '../strings/words.ts'
import { grouped, type ListItem } from './grouping.ts'
import type { Sort } from './thread-filter.ts'
import { ThreadRow } from './thread-row.tsx'
import type { Thread } from './threads.ts'
import { useHeldOrder } from './use-held-order.ts'

const HEADING = 30

/** The rows, virtual: only what is in view exists, so that a hundred thousand threads scroll like ten. */
export function ThreadList({
  threads,
  sort,
  scope,
  currentId,
  more,
}: {
  threads: readonly Thread[]
  sort: Sort
  scope: string
  currentId: string | null
  more: (() => void) | null
}) {
  const now = usePlatformNow('minute')
  const rowHeight = useMedia(DESK) ? 58 : 64
  const byId = useMemo(() => new Map(threads.map((thread) => [thread.id, thread])), [threads])
  const wanted = useMemo(
    () => (sort === 'newest' ? threads : grouped(threads, now).flatMap((item) => (item.kind === 'thread' ? [item.thread] : []))),
    [threads, sort, now],
  )
  const order = useHeldOrder(
    wanted.map((thread) => thread.id),
    scope,
  )
  const items = useMemo((): ListItem[] => {
    const rows = order.ids.flatMap((id) => byId.get(id) ?? [])
    return sort === 'newest' ? rows.map((thread) => ({ kind: 'thread', thread })) : grouped(rows, now)
  }, [order.ids, byId, sort, now])
  const manyNumbers = useMemo(() => new Set(threads.map((thread) => thread.number.id)).size > 1, [threads])

  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'group' ? HEADING : rowHeight),
    getItemKey: (index) => keyOf(items[index]),
    overscan: 8,
  })
  useEffect(() => {
    if (rowHeight) rows.measure()
  }, [rows, rowHeight])

  const lastShown = rows.getVirtualItems().at(-1)?.index ?? 0
  useEffect(() => {
    if (more && lastShown >= items.length - 12) more()
  }, [more, lastShown, items.length])

  return (
    <div className="relative min-h-0 flex-1">
      {order.waiting > 0 && (
        <button
          type="button"
          onClick={() => {
            order.release()
            scroller.current?.scrollTo({ top: 0 })
          }}
          className="opens absolute top-1 left-1/2 z-10 inline-flex h-[26px] -translate-x-1/2 items-center gap-1 rounded-full bg-primary px-3 text-xs font-medium text-ink-on-primary"
        >
          <ArrowUp size={12} aria-hidden="true" />
          {words.inbox.newRows(order.waiting)}
        </button>
      )}
      <div
        ref={scroller}
        className="h-full overflow-y-auto overscroll-contain px-2 pb-2"
        data-keys="thread-list"
        {...order.handlers}
        // A list that scrolls must be reachable when no row in view can take the focus.
        tabIndex={items.length === 0 ? 0 : -1}
      >
        <ul className="relative m-0 list-none p-0" aria-label={words.inbox.threads} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const item = items[row.index]
            if (!item) return null
            return (
              <li
                key={row.key}
                className="absolute inset-x-0 top-0"
                style={{ height: row.size, transform: `translateY(${row.start}px)` }}
              >
                {item.kind === 'group' ? (
                  <h2 className="flex justify-between px-2.5 pt-2.5 text-2xs font-medium text-ink-3">
                    {words.inbox.group[item.group]}
                    <span className="font-text">{item.count}</span>
                  </h2>
                ) : (
                  <ThreadRow thread={item.thread} current={item.thread.id === currentId} showNumber={manyNumbers} />
                )}
              </li>
            )
          })}
        </ul>
      </div>
    </div>
  )
}

const keyOf = (item: ListItem | undefined): string =>
  item === undefined ? 'none' : item.kind === 'group' ? `group:${item.group}` : item.thread.id
