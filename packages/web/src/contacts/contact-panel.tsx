import { locale, words } from '../strings/words.ts'
import { contactName, displayPhone, type Thread } from '../threads/threads.ts'
import type { WindowNow } from '../windows/window.ts'
import { Attributes } from './attributes.tsx'
import { BigRing } from './big-ring.tsx'
import { Consent } from './consent.tsx'
import { useContactFacts } from './contact.ts'
import { History } from './history.tsx'
import { localTimes } from './local-time.ts'
import { OtherThreads } from './other-threads.tsx'
import { PriceTable } from './price-table.tsx'
import { Spent } from './spent.tsx'
import { Summary } from './summary.tsx'
import { Tags } from './tags.tsx'
import { WindowEnds } from './window-ends.tsx'

/** The right pane: what may be said to this person, until when, and what it costs; then who they are. */
export function ContactPanel({ thread, window, now }: { thread: Thread; window: WindowNow; now: number }) {
  const facts = useContactFacts(thread.id).data
  const name = contactName(thread.contact, words.thread.nameless)
  return (
    <aside aria-label={words.contact.title} className="h-full min-h-0 overflow-y-auto">
      <div className="px-4 pt-[18px] pb-3">
        <BigRing window={window} now={now} />
        <WindowEnds window={window} now={now} />
      </div>
      <PriceTable threadId={thread.id} window={window} now={now} name={name} />
      <Consent thread={thread} />
      <section className="border-t border-line px-4 pt-3.5 pb-3">
        <h3 className="mb-[7px] text-xs font-strong">{words.contact.who}</h3>
        <dl className="grid gap-[5px] text-xs">
          <Row term={words.contact.name}>{thread.contact.name ?? words.contact.unknownName}</Row>
          {thread.contact.phone && <Row term={words.contact.phone}>{displayPhone(thread.contact.phone)}</Row>}
          {thread.contact.bsuid && (
            <Row term={words.contact.bsuid}>
              <span className="truncate font-mono text-[0.92em]" title={thread.contact.bsuid}>
                {thread.contact.bsuid}
              </span>
            </Row>
          )}
          <Row term={words.contact.writesTo}>{thread.number.name ?? thread.number.displayPhoneNumber}</Row>
          {thread.fromAd && <Row term={words.contact.cameFrom}>{words.contact.anAd}</Row>}
          {facts?.utcOffsets && (
            <Row term={words.desk.panel.localTime}>
              {localTimes(now, facts.utcOffsets).join(' – ')}
              {facts.country && <span className="truncate text-ink-3">{countryName(facts.country)}</span>}
            </Row>
          )}
          <Row term={words.desk.tags.title}>
            <Tags thread={thread} />
          </Row>
        </dl>
      </section>
      <Summary key={thread.id} threadId={thread.id} />
      <Attributes contactId={thread.contact.id} />
      <Spent threadId={thread.id} name={name} />
      <OtherThreads threadId={thread.id} now={now} />
      <History thread={thread} now={now} />
    </aside>
  )
}

export function Row({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-[76px_minmax(0,1fr)] items-center">
      <dt className="text-ink-3">{term}</dt>
      <dd className="m-0 flex min-w-0 items-center gap-1.5">{children}</dd>
    </div>
  )
}

const names = new Intl.DisplayNames([locale], { type: 'region' })
const countryName = (country: string): string => names.of(country) ?? country
