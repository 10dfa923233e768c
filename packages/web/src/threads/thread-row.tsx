import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { AlarmClock, CircleAlert, CornerDownRight } from 'lucide-react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { exactTime, shortTime, spanShort } from '../clock/time-words.ts'
import { useDraft } from '../composer/draft.ts'
import { Face } from '../controls/face.tsx'
import { Ticks } from '../messages/ticks.tsx'
import { words } from '../strings/words.ts'
import { windowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'
import { windowTone } from '../windows/window-words.ts'
import { useOwnerName } from './owner-name.ts'
import { contactName, type Thread } from './threads.ts'

/** Below this the ring is redrawn each second. */
const LAST_MINUTES = 5 * 60_000

/** One thread in the list: who, how much of the window is left, what was said last, and by whom it is looked after. */
export function ThreadRow({ thread, current, showNumber }: { thread: Thread; current: boolean; showNumber: boolean }) {
  const minute = usePlatformNow('minute')
  const soon = windowNow(thread.window, minute).left
  const now = usePlatformNow(soon > 0 && soon < LAST_MINUTES + 60_000 ? 'second' : 'minute')
  const window = windowNow(thread.window, now)
  const owner = useOwnerName(thread.owner)
  const name = contactName(thread.contact, words.thread.nameless)
  const last = thread.lastMessage
  const lastAt = last ? Date.parse(last.at) : null
  const failed = last?.direction === 'out' && last.status === 'failed'
  const unread = thread.unread > 0
  const draft = useDraft(thread.id).trim()

  return (
    <Link
      to="/inbox/$threadId"
      params={{ threadId: thread.id }}
      search={({ at: _, ...rest }) => rest}
      data-testid="thread-row"
      data-thread={thread.id}
      data-window={window.state}
      aria-current={current ? 'true' : undefined}
      className={clsx(
        'flex h-full items-center gap-[11px] rounded-md pe-2.5 ps-2 transition-quick',
        current ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <WindowRing window={window} size={40}>
        <Face name={name} size={26} raised={current} />
      </WindowRing>
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-1.5">
          <span className={clsx('min-w-0 truncate max-desk:text-md', unread ? 'font-[660]' : 'font-medium')}>{name}</span>
          {showNumber && thread.number.name && (
            <span className="max-w-[72px] flex-none truncate rounded-[3px] border border-line-strong px-[3px] text-[10px] leading-[13px] font-medium text-ink-3">
              {thread.number.name}
            </span>
          )}
          <span
            title={window.until === null ? undefined : exactTime(window.until)}
            className={clsx(
              'ms-auto flex-none ps-1 text-xs',
              window.state === 'closing' || window.state === 'last'
                ? clsx('font-medium', windowTone[window.state])
                : 'text-ink-3',
            )}
          >
            {window.state === 'closed'
              ? lastAt === null
                ? words.window.closed
                : shortTime(lastAt, now)
              : spanShort(window.left)}
          </span>
        </span>
        <span
          className={clsx(
            'mt-px flex h-5 items-center gap-1.5 text-xs max-desk:text-sm',
            failed ? 'text-danger-text' : unread ? 'text-ink' : current ? 'text-ink-2' : 'text-ink-3',
          )}
        >
          {failed ? (
            <CircleAlert size={14} aria-hidden="true" />
          ) : last?.direction === 'out' ? (
            <Ticks status={last.status ?? 'sent'} />
          ) : thread.fromAd && !last ? (
            <CornerDownRight size={14} aria-hidden="true" />
          ) : null}
          <span className="min-w-0 flex-1 truncate">
            {draft && !current ? (
              <span className="text-accent">{words.desk.draft(draft)}</span>
            ) : failed ? (
              words.thread.failedLast(last.text)
            ) : (
              (last?.text ?? words.thread.nothingYet)
            )}
          </span>
          {thread.snoozedUntil && (
            <AlarmClock
              size={13}
              className="flex-none text-ink-3"
              aria-label={words.desk.snooze.until(shortTime(Date.parse(thread.snoozedUntil), now))}
            />
          )}
          {unread && (
            <span
              role="img"
              className="min-w-4 rounded-full bg-accent px-1 text-center text-[10px] leading-4 font-strong text-surface"
              aria-label={words.thread.unread(thread.unread)}
            >
              {thread.unread}
            </span>
          )}
          {owner && (
            <span title={owner} className="flex">
              <Face name={owner} />
              <span className="sr-only">{words.thread.ownedBy(owner)}</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  )
}
