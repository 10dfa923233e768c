import { useEffect, useMemo, useRef } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { words } from '../strings/words.ts'
import { Bubble } from './bubble.tsx'
import { DayDivider, WindowMarker } from './marker.tsx'
import { type Message, useMessages } from './messages.ts'
import { dropOutgoing, type Outgoing, useOutgoing } from './outbox.ts'
import { OutgoingBubble } from './outgoing-bubble.tsx'
import { type TimelineItem, timeline } from './timeline.ts'

/** The conversation, oldest on top, resting on its newest line; earlier pages load as one scrolls up to them. */
export function MessageLog({
  threadId,
  name,
  onTemplate,
  onPutBack,
}: {
  threadId: string
  name: string
  onTemplate: () => void
  onPutBack: (item: Outgoing) => void
}) {
  const now = usePlatformNow('minute')
  const log = useMessages(threadId)
  const messages = useMemo(() => (log.data?.pages.flatMap((page) => page.data) ?? []).toReversed(), [log.data])
  const items = useMemo(() => timeline(messages, now, !log.hasNextPage), [messages, now, log.hasNextPage])
  const lastOut = messages.findLast((message) => message.direction === 'out')?.id
  const outgoing = useUnseen(threadId, messages)
  const last = items.at(-1)?.rail ?? { open: false, entry: false }

  const top = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = log
  useEffect(() => {
    const element = top.current
    if (!element || !hasNextPage || isFetchingNextPage) return
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && void fetchNextPage())
    observer.observe(element)
    return () => observer.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  return (
    // Reversed, so that the browser itself keeps the newest line in place while lines are added at either end.
    <ScrollRegion role="log" label={words.thread.log(name)} className="flex min-h-0 flex-1 flex-col-reverse px-5 max-desk:px-3">
      <div className="mx-auto w-full max-w-[860px] pt-2">
        {hasNextPage && (
          <div ref={top} className="py-2 text-center">
            <Button size="sm" look="ghost" onClick={() => void fetchNextPage()}>
              {words.thread.earlier}
            </Button>
          </div>
        )}
        {log.isError && messages.length === 0 && (
          <ProblemNotice error={log.error} onRetry={() => void log.refetch()} className="my-4" />
        )}
        {log.isSuccess && items.length === 0 && outgoing.length === 0 && (
          <p className="py-6 text-center text-ink-3">{words.thread.noMessages}</p>
        )}
        {items.map((item) => (
          <div key={keyOf(item)} className="rail-item" data-open={item.rail.open} data-entry={item.rail.entry}>
            {item.kind === 'day' ? (
              <DayDivider at={item.at} now={now} />
            ) : item.kind === 'message' ? (
              <Bubble message={item.message} explain={item.message.id === lastOut} onTemplate={onTemplate} />
            ) : (
              <WindowMarker mark={item} now={now} />
            )}
          </div>
        ))}
        {outgoing.map((item) => (
          <div key={item.key} className="rail-item" data-open={last.open} data-entry={last.entry}>
            <OutgoingBubble item={item} onPutBack={onPutBack} />
          </div>
        ))}
        {items.length > 0 && <div className="rail-item h-3" data-open={last.open} data-entry={last.entry} />}
      </div>
    </ScrollRegion>
  )
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
  return outgoing.filter((item) => !seen.includes(item.key))
}

const keyOf = (item: TimelineItem): string => (item.kind === 'message' ? item.message.id : `${item.kind} ${item.at}`)
