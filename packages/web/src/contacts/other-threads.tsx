import { Link } from '@tanstack/react-router'
import { shortTime } from '../clock/time-words.ts'
import { words } from '../strings/words.ts'
import { windowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'
import { useContactFacts } from './contact.ts'

/** The same person with our other numbers. */
export function OtherThreads({ threadId, now }: { threadId: string; now: number }) {
  const others = useContactFacts(threadId).data?.otherThreads ?? []
  if (others.length === 0) return null
  return (
    <section className="border-t border-line px-4 pt-3.5 pb-3">
      <h3 className="mb-[7px] text-xs font-strong">{words.desk.panel.otherThreads}</h3>
      <ul className="m-0 list-none p-0 text-xs">
        {others.map((thread) => (
          <li key={thread.id}>
            <Link
              to="/inbox/$threadId"
              params={{ threadId: thread.id }}
              search={({ at: _, ...rest }) => rest}
              className="-mx-1.5 flex items-center gap-2 rounded-sm px-1.5 py-1 hover:bg-hover"
            >
              <WindowRing quiet size={14} window={windowNow(thread.window, now)} />
              <span className="min-w-0 flex-1 truncate">
                {words.desk.panel.otherThread(thread.number.name ?? thread.number.displayPhoneNumber)}
                {thread.state === 'resolved' && <span className="text-ink-3">, {words.desk.panel.resolved}</span>}
              </span>
              {thread.lastMessage && <span className="text-ink-3">{shortTime(Date.parse(thread.lastMessage.at), now)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
