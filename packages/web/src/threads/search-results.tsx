import { Link } from '@tanstack/react-router'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { exactTime, shortTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { words } from '../strings/words.ts'
import { excerpt } from './excerpt.ts'
import { ThreadRow } from './thread-row.tsx'
import { contactName, type FoundMessage, useFound } from './threads.ts'

const SHOWN = 30

/** What a search found: the people of that name or number, and the messages that have these words. */
export function SearchResults({ q, currentId, onEnd }: { q: string; currentId: string | null; onEnd: () => void }) {
  const found = useFound(q, SHOWN)
  if (found.isError) return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} className="mx-4" />
  if (!found.data) return <p className="shows-late px-5 py-3 text-ink-3">{words.desk.search.searching}</p>
  const { people, messages } = found.data
  if (people.length === 0 && messages.length === 0)
    return <Empty action={<Button onClick={onEnd}>{words.inbox.endSearch}</Button>}>{words.desk.search.nothing(q)}</Empty>
  return (
    <ScrollRegion label={words.inbox.search} className="min-h-0 flex-1 px-2 pb-2">
      {people.length > 0 && (
        <section aria-label={words.desk.search.people}>
          <Heading>{words.desk.search.people}</Heading>
          {people.map((thread) => (
            <ThreadRow key={thread.id} thread={thread} current={thread.id === currentId} showNumber />
          ))}
        </section>
      )}
      {messages.length > 0 && (
        <section aria-label={words.desk.search.messages}>
          <Heading>{words.desk.search.messages}</Heading>
          {messages.map((message) => (
            <MessageHit key={message.id} message={message} q={q} />
          ))}
        </section>
      )}
    </ScrollRegion>
  )
}

const Heading = ({ children }: { children: string }) => (
  <h2 className="px-2.5 pt-2.5 pb-1 text-2xs font-medium text-ink-3">{children}</h2>
)

function MessageHit({ message, q }: { message: FoundMessage; q: string }) {
  const now = usePlatformNow('minute')
  const at = Date.parse(message.at)
  return (
    <Link
      to="/inbox/$threadId"
      params={{ threadId: message.threadId }}
      search={(previous) => ({ ...previous, at: message.id })}
      data-testid="message-hit"
      className="block rounded-md px-2.5 py-2 transition-quick hover:bg-hover"
    >
      <span className="flex items-baseline gap-2">
        <b className="min-w-0 truncate font-medium">{contactName(message.contact, words.thread.nameless)}</b>
        <time className="ms-auto flex-none text-xs text-ink-3" dateTime={message.at} title={exactTime(at)}>
          {shortTime(at, now)}
        </time>
      </span>
      <span className="line-clamp-2 text-xs leading-[1.45] text-ink-2">
        {message.direction === 'out' && <span className="text-ink-3">{words.desk.search.you}: </span>}
        {excerpt(message.text, q).map(({ text, hit }, index) =>
          hit ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in their order
            <mark key={index} className="rounded-[3px] bg-accent-tint px-px text-accent">
              {text}
            </mark>
          ) : (
            text
          ),
        )}
      </span>
    </Link>
  )
}
