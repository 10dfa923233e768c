import { clsx } from 'clsx'
import { platformNow } from '../clock/platform-clock.ts'
import { shortTime } from '../clock/time-words.ts'
import { words } from '../strings/words.ts'
import type { Thread } from '../threads/threads.ts'
import { Row } from './contact-panel.tsx'

const dots = { in: 'bg-success', out: 'bg-danger', unsaid: 'shadow-[inset_0_0_0_1.5px_var(--window-closed)]' } as const

/** Whether they said yes to marketing, and how we know. Shown when the hub knows. */
export function Consent({ consent }: { consent: Thread['contact']['consent'] }) {
  const choice = consent?.marketing
  if (!choice) return null
  return (
    <section className="border-t border-line px-4 pt-3.5 pb-3">
      <h3 className="mb-[7px] text-xs font-strong">{words.contact.consent}</h3>
      <dl className="grid gap-[5px] text-xs">
        <Row term={words.contact.marketing}>
          <span className={clsx('size-[7px] rounded-full', dots[choice])} aria-hidden="true" />
          {words.contact.choice[choice]}
          {consent.at && <span className="text-ink-3">{shortTime(Date.parse(consent.at), platformNow())}</span>}
        </Row>
        {consent.evidence && <Row term={words.contact.evidence}>{consent.evidence}</Row>}
      </dl>
    </section>
  )
}
