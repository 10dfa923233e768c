import { isZeroAmount } from '@casement/platform'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft, Download, MoreHorizontal } from 'lucide-react'
import { useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { exactTime, longDay } from '../clock/time-words.ts'
import { Button, buttonClass } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Face } from '../controls/face.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { request } from '../http/request.ts'
import { amountText, count } from '../money/price-words.ts'
import { mayActAs } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { displayPhone, type Thread } from '../threads/threads.ts'
import { windowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'
import { AskConsent } from './ask-consent.tsx'
import { Attributes } from './attributes.tsx'
import { Record as RecordConsent } from './consent.tsx'
import { type Contact, useContact } from './contact.ts'
import { ContactTags } from './contact-tags.tsx'
import { EraseDialog, MergeDialog, SplitDialog, useBlock } from './person-dialogs.tsx'
import type { Receipt, Story } from './story.ts'
import { receiptText, StoryLine } from './story-line.tsx'

type Ask = 'merge' | 'split' | 'erase' | null

/** One person: who they are, what they agreed to and how we know, and all that passed between us. */
export function ContactPage() {
  const t = words.people.page
  const { contactId } = useParams({ from: '/contacts/$contactId' })
  const found = useContact(contactId)
  const now = usePlatformNow('minute')
  const story = useQuery({
    queryKey: ['contact', contactId, 'history'],
    queryFn: ({ signal }) => request<Story>(`/v1/contacts/${contactId}/history`, { signal }),
  })
  const { role } = useSession()
  const [ask, setAsk] = useState<Ask>(null)
  const [recording, setRecording] = useState(false)
  const block = useBlock(contactId)
  const contact = found.data
  if (found.isError)
    return (
      <div className="p-5">
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
        <Link to="/contacts" className={`${buttonClass('ghost')} mt-3`}>
          <ArrowLeft size={14} aria-hidden="true" className="rtl:rotate-180" />
          {t.back}
        </Link>
      </div>
    )
  if (!contact) return <h1 className="sr-only">{words.people.title}</h1>
  const phone = contact.phone ? displayPhone(contact.phone) : ''
  const name = contact.name || phone || contact.aliases[0]?.value || words.people.nameless
  const writes = mayActAs(role, 'agent')
  const blocked = (contact.blockedBy?.length ?? 0) > 0
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2.5 border-b border-line px-5 py-2 max-desk:px-4">
        <Link to="/contacts" aria-label={t.back} title={t.back} className={buttonClass('ghost', 'md', true)}>
          <ArrowLeft size={16} aria-hidden="true" className="rtl:rotate-180" />
        </Link>
        <Face name={name} size={26} />
        <h1 className="min-w-0 truncate text-lg font-strong tracking-tight">
          <bdi>{name}</bdi>
        </h1>
        {contact.name && (
          <span className="font-mono text-[0.92em] whitespace-nowrap text-ink-3 max-desk:hidden" dir="ltr">
            {phone}
          </span>
        )}
        {blocked && <Chip tone="bad">{t.blocked}</Chip>}
        {contact.undeliverableSince && <Chip tone="warn">{t.undeliverable}</Chip>}
        <span className="flex-1" />
        {mayActAs(role, 'manager') && (
          <a href={`/v1/contacts/${contact.id}/export`} download className={buttonClass('ghost')}>
            <Download size={14} aria-hidden="true" />
            <span className="max-desk:sr-only">{t.export}</span>
          </a>
        )}
        {writes && (
          <Menu
            label={t.more}
            trigger={
              <Button look="ghost" icon aria-label={t.more} data-testid="contact-more">
                <MoreHorizontal size={16} aria-hidden="true" />
              </Button>
            }
          >
            <MenuItem onSelect={() => setAsk('merge')}>{t.merge}</MenuItem>
            {contact.aliases.length > 1 && <MenuItem onSelect={() => setAsk('split')}>{t.split}</MenuItem>}
            <MenuItem onSelect={() => block.mutate(!blocked)}>{blocked ? t.unblock : t.block}</MenuItem>
            {mayActAs(role, 'admin') && <MenuItem onSelect={() => setAsk('erase')}>{t.erase}</MenuItem>}
          </Menu>
        )}
      </header>
      <ScrollRegion label={name} className="min-h-0 flex-1">
        {block.isError && <ProblemNotice error={block.error} className="m-4" />}
        <div className="grid min-h-full desk:grid-cols-[320px_minmax(0,1fr)]">
          <aside className="border-line desk:border-e max-desk:order-2" aria-label={words.contact.who}>
            <Identity contact={contact} />
            <section className="border-t border-line px-4 pt-3.5 pb-3">
              <h2 className="mb-[7px] text-xs font-strong">{t.tags}</h2>
              <ContactTags contact={contact} writes={writes} />
            </section>
            <Attributes contactId={contact.id} />
            <Spent story={story.data} />
          </aside>
          <div className="min-w-0">
            <section className="px-5 pt-4 pb-5 max-desk:px-4">
              <h2 className="mb-2 font-strong">{t.story}</h2>
              {story.data && <StoryLine story={story.data} name={name} now={now} />}
              {story.isError && <ProblemNotice error={story.error} onRetry={() => void story.refetch()} />}
            </section>
            <section className="border-t border-line px-5 pt-4 pb-5 max-desk:px-4" data-testid="receipts">
              <h2 className="mb-2 font-strong">{t.receipts}</h2>
              {story.data?.statements.length === 0 && <p className="text-ink-3">{t.noReceipts}</p>}
              <ol className="m-0 grid list-none gap-2 p-0">
                {story.data?.statements.map((receipt) => (
                  <ReceiptLine key={receipt.id} receipt={receipt} />
                ))}
              </ol>
              {writes && story.data && <AskConsent contactId={contact.id} threads={story.data.threads} />}
              {writes &&
                (recording ? (
                  <div className="max-w-[420px]">
                    <RecordConsent contactId={contact.id} onDone={() => setRecording(false)} />
                  </div>
                ) : (
                  <Button size="sm" className="mt-3" onClick={() => setRecording(true)} data-testid="record-consent">
                    {words.desk.panel.record}
                  </Button>
                ))}
            </section>
            <Threads threads={story.data?.threads} now={now} />
          </div>
        </div>
      </ScrollRegion>
      {ask === 'merge' && <MergeDialog contact={contact} onClose={() => setAsk(null)} />}
      {ask === 'split' && <SplitDialog contact={contact} onClose={() => setAsk(null)} />}
      {ask === 'erase' && <EraseDialog contact={contact} name={name} onClose={() => setAsk(null)} />}
    </>
  )
}

function Identity({ contact }: { contact: Contact }) {
  const t = words.people.page
  return (
    <section className="px-4 pt-4 pb-3">
      <h2 className="mb-[7px] text-xs font-strong">{t.identity}</h2>
      <ul className="m-0 grid list-none gap-1 p-0 text-xs">
        {contact.aliases.map((alias) => (
          <li key={`${alias.kind} ${alias.value}`} className="truncate font-mono text-[0.95em]" dir="ltr">
            {alias.kind === 'e164' ? displayPhone(alias.value) : alias.value}
          </li>
        ))}
      </ul>
      <p className="mt-1.5 text-xs text-ink-3">{t.since(longDay(Date.parse(contact.createdAt)))}</p>
    </section>
  )
}

export function ReceiptLine({ receipt, who }: { receipt: Receipt; who?: React.ReactNode }) {
  const t = words.people.page
  const { evidence } = receipt
  const at = Date.parse(receipt.at)
  const dot = receipt.choice === 'out' ? 'bg-danger' : 'bg-success'
  return (
    <li className="flex gap-2.5 text-xs" data-testid="receipt">
      <span className={`mt-[5px] size-[7px] flex-none rounded-full ${dot}`} aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p>
          {who}
          <b className="font-medium">{receiptText(receipt)}</b>
        </p>
        {evidence.wording && <p className="text-ink-2">“{evidence.wording}”</p>}
        <p className="text-ink-3">
          <time dateTime={receipt.at}>{exactTime(at)}</time>
          {evidence.source && ` · ${evidence.source}`}
          {evidence.reference && !receipt.message && ` · ${evidence.reference}`}
          {evidence.by && ` · ${t.by(evidence.by)}`}
          {receipt.message?.threadId && (
            <>
              {' · '}
              <Link
                to="/inbox/$threadId"
                params={{ threadId: receipt.message.threadId }}
                search={{ at: receipt.message.id }}
                className="text-accent hover:underline"
              >
                {t.shown}
              </Link>
            </>
          )}
        </p>
      </div>
    </li>
  )
}

function Spent({ story }: { story: Story | undefined }) {
  const t = words.people.page
  return (
    <section className="border-t border-line px-4 pt-3.5 pb-4">
      <h2 className="mb-[7px] text-xs font-strong">{t.spent}</h2>
      {story?.spent.length === 0 && <p className="text-xs text-ink-3">{t.nothingSpent}</p>}
      {story?.spent.map(({ amount, currency, messages }) => (
        <p key={currency} className="text-xs">
          <b className="font-strong">{isZeroAmount(amount) ? t.nothingSpent : amountText(amount, currency)}</b>{' '}
          <span className="text-ink-3">{t.spentOn(count(messages))}</span>
        </p>
      ))}
    </section>
  )
}

function Threads({ threads, now }: { threads: readonly Thread[] | undefined; now: number }) {
  const t = words.people.page
  return (
    <section className="border-t border-line px-5 pt-4 pb-6 max-desk:px-4">
      <h2 className="mb-2 font-strong">{t.threads}</h2>
      {threads?.length === 0 && <p className="text-ink-3">{t.noThreads}</p>}
      <ul className="m-0 grid list-none gap-1 p-0">
        {threads?.map((thread) => (
          <li key={thread.id}>
            <Link
              to="/inbox/$threadId"
              params={{ threadId: thread.id }}
              search={{}}
              className="flex items-center gap-3 rounded-md px-2 py-1.5 hover:bg-hover"
            >
              <WindowRing window={windowNow(thread.window, now)} size={32} />
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{thread.number.name ?? thread.number.displayPhoneNumber}</span>
                <span className="block truncate text-xs text-ink-3">{thread.lastMessage?.text}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
