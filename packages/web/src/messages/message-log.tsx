import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { words } from '../strings/words.ts'
import { Bubble } from './bubble.tsx'
import { keepLines, knownLines } from './known-lines.ts'
import { isDrawn, type LogLine, logLines, reactionsIn } from './log-lines.ts'
import { CallLine, DayDivider, WindowMarker } from './marker.tsx'
import { type Message, useMessages } from './messages.ts'
import { NoteLine } from './note-line.tsx'
import { useNotes } from './notes.ts'
import { dropOutgoing, type Outgoing, useOutgoing } from './outbox.ts'
import { OutgoingBubble } from './outgoing-bubble.tsx'
import { tapsOn } from './taps.ts'
import { timeline } from './timeline.ts'

/** This close to the newest line one is at it, and stays there as lines are added. */
const AT_END = 80
/** Lines from the oldest at which the page before it is asked for. */
const EARLY = 8

/** The conversation, oldest on top, resting on its newest line. Virtual: only the lines in view exist; earlier pages load on the way up. */
export function MessageLog({
  threadId,
  name,
  showId,
  onTemplate,
  onPutBack,
}: {
  threadId: string
  name: string
  /** A message to show instead of the newest: what a search found. */
  showId: string | null
  onTemplate: () => void
  onPutBack: (item: Outgoing) => void
}) {
  const now = usePlatformNow('minute')
  const log = useMessages(threadId)
  const notes = useNotes(threadId).data
  const all = useMemo(() => (log.data?.pages.flatMap((page) => page.data) ?? []).toReversed(), [log.data])
  const messages = useMemo(() => all.filter(isDrawn), [all])
  const { on: reactions, drawn } = useMemo(() => reactionsIn(messages), [messages])
  const byWamid = useMemo(
    () => new Map(messages.flatMap((message) => (message.wamid ? [[message.wamid, message]] : []))),
    [messages],
  )
  const outgoing = useUnseen(threadId, all)
  const taps = useMemo(() => tapsOn(messages), [messages])
  const complete = !log.hasNextPage
  const lines = useMemo((): LogLine[] => {
    const items = timeline(messages, now, complete).filter((item) => item.kind !== 'message' || !drawn.has(item.message.id))
    return logLines(items, notes ?? [], outgoing, complete)
  }, [messages, now, complete, drawn, notes, outgoing])
  const lastOut = messages.findLast((message) => message.direction === 'out')?.id

  const scroller = useRef<HTMLElement>(null)
  const [before] = useState(() => knownLines(threadId))
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => sizeOf(lines[index]),
    getItemKey: (index) => keyOf(lines[index]),
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: AT_END,
    paddingStart: 12,
    paddingEnd: 14,
    overscan: 8,
    ...(before && {
      initialMeasurementsCache: before.sizes,
      initialRect: before.room,
      ...(showId === null && { initialOffset: before.end }),
    }),
  })
  useEffect(() => () => keepLines(threadId, rows.takeSnapshot(), rows.scrollRect), [threadId, rows])
  const shown = rows.getVirtualItems()
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = log
  const firstShown = shown[0]?.index ?? 0
  useEffect(() => {
    if (firstShown < EARLY && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [firstShown, hasNextPage, isFetchingNextPage, fetchNextPage])

  const jump = useJump(showId, lines, rows, { hasNextPage, isFetchingNextPage, fetchNextPage })
  useRestAtEnd(scroller, lines.length > 0, showId === null, () => rows.scrollToEnd())
  const below = useBelow(messages, rows.isAtEnd(AT_END))

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <ScrollRegion
        role="log"
        label={words.thread.log(name)}
        ref={scroller}
        className="flex min-h-0 flex-1 flex-col overflow-x-hidden px-5 [overflow-anchor:none] max-desk:px-3"
      >
        {log.isError && messages.length === 0 && (
          <ProblemNotice error={log.error} onRetry={() => void log.refetch()} className="my-4" />
        )}
        {log.isSuccess && lines.length === 0 && <p className="py-6 text-center text-ink-3">{words.thread.noMessages}</p>}
        {/* Few lines stand at the bottom, where the next will be. */}
        <div className="mx-auto mt-auto w-full max-w-[860px] flex-none" style={{ height: rows.getTotalSize() }}>
          <div className="relative h-full">
            {shown.map((row) => {
              const line = lines[row.index]
              if (!line) return null
              return (
                <div
                  key={row.key}
                  ref={rows.measureElement}
                  data-index={row.index}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${row.start}px)` }}
                >
                  <div
                    className="rail-item"
                    data-open={line.rail.open}
                    data-entry={line.rail.entry}
                    data-found={line.kind === 'message' && line.message.id === jump.marked ? '' : undefined}
                  >
                    {line.kind === 'day' ? (
                      <DayDivider at={line.at} now={now} />
                    ) : line.kind === 'note' ? (
                      <NoteLine note={line.note} now={now} />
                    ) : line.kind === 'outgoing' ? (
                      <OutgoingBubble item={line.item} onPutBack={onPutBack} />
                    ) : line.kind === 'message' && line.message.type === 'call' ? (
                      <CallLine at={Date.parse(line.message.at)} from={line.message.direction} now={now} />
                    ) : line.kind === 'message' ? (
                      <Bubble
                        message={line.message}
                        explain={line.message.id === lastOut}
                        reactions={line.message.wamid ? reactions.get(line.message.wamid) : undefined}
                        taps={line.message.wamid ? taps.get(line.message.wamid) : undefined}
                        quotedIn={byWamid}
                        onJump={jump.to}
                        onTemplate={onTemplate}
                      />
                    ) : (
                      <WindowMarker mark={line} now={now} />
                    )}
                  </div>
                </div>
              )
            })}
          </div>
        </div>
      </ScrollRegion>
      {!rows.isAtEnd(AT_END * 3) && lines.length > 0 && (
        <Button
          size="sm"
          className="opens absolute end-5 bottom-2 z-10 rounded-full"
          onClick={() => rows.scrollToIndex(lines.length - 1, { align: 'end' })}
        >
          <ArrowDown size={13} aria-hidden="true" />
          {below > 0 ? words.desk.log.newBelow(below) : <span className="sr-only">{words.desk.log.toEnd}</span>}
        </Button>
      )}
    </div>
  )
}

type Rows = ReturnType<typeof useVirtualizer<HTMLElement, Element>>

/** Goes to a message as soon as it is loaded, loads what lies before it until it is, and marks it for a while. */
function useJump(
  showId: string | null,
  lines: readonly LogLine[],
  rows: Rows,
  log: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown },
) {
  const [target, setTarget] = useState(showId)
  const [marked, setMarked] = useState<string | null>(null)
  useEffect(() => setTarget(showId), [showId])
  const index = target === null ? -1 : lines.findIndex((line) => line.kind === 'message' && line.message.id === target)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = log
  useEffect(() => {
    if (target === null) return
    if (index >= 0) {
      rows.scrollToIndex(index, { align: 'center' })
      setMarked(target)
      setTarget(null)
    } else if (hasNextPage && !isFetchingNextPage) fetchNextPage()
  }, [target, index, rows, hasNextPage, isFetchingNextPage, fetchNextPage])
  useEffect(() => {
    if (marked === null) return
    const timer = setTimeout(() => setMarked(null), 2_500)
    return () => clearTimeout(timer)
  }, [marked])
  return { marked, to: setTarget }
}

/**
 * Opened on its newest line; the lines take their true heights only as they are drawn, so it is asked for twice. Whoever rests there
 * stays there when the box below grows.
 */
function useRestAtEnd(scroller: RefObject<HTMLElement | null>, there: boolean, wanted: boolean, rest: () => void): void {
  const toEnd = useRef(rest)
  toEnd.current = rest
  useLayoutEffect(() => {
    if (!there || !wanted) return
    toEnd.current()
    const frame = requestAnimationFrame(() => toEnd.current())
    return () => cancelAnimationFrame(frame)
  }, [there, wanted])
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    let height = element.clientHeight
    const observer = new ResizeObserver(() => {
      const wasAtEnd = element.scrollHeight - element.scrollTop - height < AT_END
      height = element.clientHeight
      if (wasAtEnd) toEnd.current()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
}

/** How many messages came while one was reading further up. */
function useBelow(messages: readonly Message[], atEnd: boolean): number {
  const seen = useRef<string | undefined>(undefined)
  const newest = messages.at(-1)?.id
  if (atEnd || seen.current === undefined) seen.current = newest
  const from = messages.findIndex((message) => message.id === seen.current)
  return from < 0 ? 0 : messages.slice(from + 1).filter((message) => message.direction === 'in').length
}

/** What was sent from here and is not among the hub's messages yet; the others have been replaced by the truth. */
function useUnseen(threadId: string, messages: readonly Message[]): readonly Outgoing[] {
  const outgoing = useOutgoing(threadId)
  const known = useMemo(() => new Set(messages.map((message) => message.id)), [messages])
  const seen = outgoing.filter((item) => item.messageId !== undefined && known.has(item.messageId)).map((item) => item.key)
  const gone = seen.join(' ')
  useEffect(() => {
    if (gone) dropOutgoing(...gone.split(' '))
  }, [gone])
  const shown = outgoing.filter((item) => !seen.includes(item.key) && !item.send.sendAt)
  const same = useRef(shown)
  if (same.current.length !== shown.length || same.current.some((item, index) => item !== shown[index])) same.current = shown
  return same.current
}

const keyOf = (line: LogLine | undefined): string => {
  if (line === undefined) return 'none'
  if (line.kind === 'message') return line.message.id
  if (line.kind === 'note') return line.note.id
  // The truth takes the place of what was shown in advance, so it takes its key as well.
  if (line.kind === 'outgoing') return line.item.messageId ?? line.item.key
  return `${line.kind} ${line.at}`
}

const sizeOf = (line: LogLine | undefined): number =>
  line === undefined || line.kind === 'message' || line.kind === 'outgoing' ? 74 : line.kind === 'note' ? 60 : 34
