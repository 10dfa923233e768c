import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { JobStrip } from '../contacts/job-strip.tsx'
import { buttonClass } from '../controls/button.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { mayActAs } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { Ends } from './ends.tsx'
import { Purposes } from './purposes.tsx'
import { Receipts } from './receipts.tsx'
import { Ways } from './ways.tsx'

const TABS = ['purposes', 'ways', 'receipts', 'ends'] as const

/** What people agreed to, how they may, the proof of it, and how they end it. */
export function ConsentPage() {
  const t = words.consent
  const { role } = useSession()
  const [tab, setTab] = useState<(typeof TABS)[number]>('purposes')
  const writes = mayActAs(role, 'manager')
  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2.5 border-b border-line px-5 py-2 max-desk:px-4">
        <Link to="/contacts" aria-label={t.contacts} title={t.contacts} className={buttonClass('ghost', 'md', true)}>
          <ArrowLeft size={16} aria-hidden="true" className="rtl:rotate-180" />
        </Link>
        <h1 className="text-lg font-strong tracking-tight">{t.title}</h1>
        <div className="min-w-0 overflow-x-auto">
          <Segmented
            label={t.tabsLabel}
            value={tab}
            segments={TABS.map((value) => ({ value, label: t.tabs[value], testId: `consent-${value}` }))}
            onChange={setTab}
          />
        </div>
      </header>
      <JobStrip />
      <ScrollRegion label={t.tabs[tab]} className="min-h-0 flex-1">
        <div className="max-w-[860px] px-5 pt-4 pb-8 max-desk:px-4">
          <p className="mb-4 max-w-[68ch] rounded-md bg-sunken px-3 py-2 text-xs text-ink-2">{t.law}</p>
          {tab === 'purposes' && <Purposes writes={writes} />}
          {tab === 'ways' && <Ways writes={writes} />}
          {tab === 'receipts' && <Receipts />}
          {tab === 'ends' && <Ends writes={writes} admin={mayActAs(role, 'admin')} />}
        </div>
      </ScrollRegion>
    </>
  )
}
