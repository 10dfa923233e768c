import { exactTime, shortTime } from '../clock/time-words.ts'
import { useMessages } from '../messages/messages.ts'
import { words } from '../strings/words.ts'
import type { Thread } from '../threads/threads.ts'
import { useContact } from './contact.ts'

type Moment = { readonly at: number; readonly what: string; readonly dot: string }

/** A person's story with us as one line: when they came, when they wrote, what they agreed to. */
export function History({ thread, now }: { thread: Thread; now: number }) {
  const contact = useContact(thread.contact.id).data
  const log = useMessages(thread.id)
  const inbound = (log.data?.pages.flatMap((page) => page.data) ?? []).filter((message) => message.direction === 'in')
  const opened = inbound.filter((message) => message.window?.event === 'opened').length
  const { events } = words.desk.panel
  const first = log.hasNextPage ? undefined : inbound.at(-1)
  const moments: Moment[] = [
    ...(contact ? [{ at: Date.parse(contact.createdAt), what: events.added, dot: 'bg-closed' }] : []),
    ...(first
      ? [{ at: Date.parse(first.at), what: thread.fromAd ? events.fromAd : events.firstWrote, dot: 'bg-free-entry' }]
      : []),
    ...(inbound[0] && inbound[0] !== first ? [{ at: Date.parse(inbound[0].at), what: events.lastWrote, dot: 'bg-open' }] : []),
    ...Object.entries(contact?.consent ?? {}).flatMap(([purpose, said]) =>
      said.at === undefined || said.choice === 'unsaid'
        ? []
        : [
            {
              at: Date.parse(said.at),
              what: `${said.choice === 'in' ? events.optedIn : events.optedOut}: ${words.desk.panel.purposes[purpose as 'marketing'].toLowerCase()}`,
              dot: said.choice === 'in' ? 'bg-success' : 'bg-danger',
            },
          ],
    ),
  ].sort((a, b) => a.at - b.at)
  if (moments.length === 0) return null
  return (
    <section className="border-t border-line px-4 pt-3.5 pb-4">
      <h3 className="mb-[7px] text-xs font-strong">{words.desk.panel.history}</h3>
      <ol className="m-0 list-none p-0 text-xs">
        {moments.map((moment) => (
          <li
            key={`${moment.at} ${moment.what}`}
            className="relative flex gap-2.5 pb-2 ps-0 last:pb-0 [&:not(:last-child)]:before:absolute [&:not(:last-child)]:before:top-3 [&:not(:last-child)]:before:bottom-0 [&:not(:last-child)]:before:start-[3px] [&:not(:last-child)]:before:w-px [&:not(:last-child)]:before:bg-line"
          >
            <span className={`mt-[5px] size-[7px] flex-none rounded-full ${moment.dot}`} aria-hidden="true" />
            <span className="min-w-0 flex-1">{moment.what}</span>
            <time className="flex-none text-ink-3" dateTime={new Date(moment.at).toISOString()} title={exactTime(moment.at)}>
              {shortTime(moment.at, now)}
            </time>
          </li>
        ))}
      </ol>
      {opened > 1 && !log.hasNextPage && <p className="mt-1.5 text-xs text-ink-3">{events.opened(opened)}</p>}
    </section>
  )
}
