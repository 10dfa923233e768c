import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { exactTime, spanShort } from '../clock/time-words.ts'
import { Face } from '../controls/face.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { Behind } from '../insights/behind.tsx'
import { useResponses } from '../insights/insights-api.ts'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { contactName, type Thread, useThreadCounts, useThreads } from '../threads/threads.ts'
import { windowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'
import { windowTone } from '../windows/window-words.ts'
import { Block } from './block.tsx'
import { dayOf } from './days.ts'

const SHOWN = 6
const DAY = 86_400_000

/** The chats whose window ends next. */
export function ClosingBlock() {
  const threads = useThreads({ view: 'closing', sort: 'time-left', state: 'open', tag: '', q: '' })
  const counts = useThreadCounts()
  const worth = useQuery({
    queryKey: ['thread-counts', 'worth'],
    queryFn: ({ signal }) => request<{ value: string | null }>('/v1/threads/value-at-risk', { signal }),
  })
  const now = usePlatformNow('minute')
  const found = (threads.data?.pages.flatMap((page) => page.data) ?? []).filter(
    (thread) => windowNow(thread.window, now).left > 0,
  )
  const unowned = found.filter((thread) => thread.owner === null).length
  const all = Math.max(counts.data?.closing ?? 0, found.length)
  const { closing } = words.today
  const days = { from: dayOf(now - DAY), to: dayOf(now) }
  const missed = useResponses(days, 'number').data?.data.reduce((sum, row) => sum + row.missed, 0) ?? 0
  return (
    <Block
      question={closing.question}
      answer={threads.data === undefined ? '\u00a0' : all === 0 ? closing.nothing : closing.chats(all, unowned)}
      foot={
        <>
          {missed > 0 && <Behind search={{ ...days, outcome: 'missed' }}>{closing.missed(missed)}</Behind>}
          {all > 0 && (
            <Link
              to="/inbox"
              search={{ view: 'closing', sort: 'time-left' }}
              className="ms-auto font-medium text-accent hover:underline"
            >
              {closing.open}
            </Link>
          )}
        </>
      }
    >
      {worth.data?.value && <p className="pb-3 text-ink-2">{words.reengage.worth(count(Number(worth.data.value)))}</p>}
      {threads.isError && <ProblemNotice error={threads.error} onRetry={() => void threads.refetch()} />}
      {found.length > 0 && (
        <ul className="divide-y divide-line border-t border-line">
          {found.slice(0, SHOWN).map((thread) => (
            <ClosingRow key={thread.id} thread={thread} />
          ))}
        </ul>
      )}
    </Block>
  )
}

function ClosingRow({ thread }: { thread: Thread }) {
  const now = usePlatformNow('minute')
  const window = windowNow(thread.window, now)
  const name = contactName(thread.contact, words.thread.nameless)
  const last = thread.lastMessage
  return (
    <li>
      <Link
        to="/inbox/$threadId"
        params={{ threadId: thread.id }}
        search={{ view: 'closing', sort: 'time-left' }}
        className="flex items-center gap-3 py-2 transition-quick hover:bg-hover"
      >
        <WindowRing window={window} size={40} quiet>
          <Face name={name} size={26} />
        </WindowRing>
        <span className="w-32 flex-none truncate font-medium max-desk:w-24">{name}</span>
        <span className="min-w-0 flex-1 truncate text-xs text-ink-3">
          {last?.direction === 'out' && `${words.today.closing.you} `}
          {last?.text}
        </span>
        <span
          className={clsx('flex-none text-xs font-medium tabular-nums', windowTone[window.state])}
          title={window.until === null ? undefined : exactTime(window.until)}
        >
          {spanShort(window.left)}
        </span>
        {thread.owner && <Face name={thread.owner.name} />}
      </Link>
    </li>
  )
}
