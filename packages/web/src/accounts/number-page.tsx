import { Link, useParams } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { Empty } from '../controls/empty.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { mayActAs } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { Section } from '../settings/section.tsx'
import { words } from '../strings/words.ts'
import { isConnected, useAccounts } from './accounts.ts'
import { NameAndPin } from './name-and-pin.tsx'
import { NumberStatus } from './number-card.tsx'
import { ProfileForm } from './profile-form.tsx'
import { RegisterSteps } from './register-steps.tsx'

const t = words.accounts

/** One number's own life: proving it is ours, registering it, and what customers see of it. */
export function NumberPage() {
  const { numberId = '' } = useParams({ strict: false }) as { numberId?: string }
  const { role } = useSession()
  const accounts = useAccounts()
  const number = accounts.data?.flatMap(({ wabas }) => wabas.flatMap(({ numbers }) => numbers)).find((one) => one.id === numberId)
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2.5 border-b border-line px-5 max-desk:px-4">
        <Link
          to="/accounts"
          className="-ms-2 grid size-8 place-items-center rounded-sm hover:bg-hover"
          aria-label={words.nav.accounts}
        >
          <ChevronLeft size={18} aria-hidden="true" />
        </Link>
        <h1 className="truncate text-lg font-strong tracking-tight">{number?.name ?? number?.displayPhoneNumber ?? numberId}</h1>
        {number && (
          <span className="truncate text-ink-3">
            <bdi dir="ltr">{number.displayPhoneNumber}</bdi>, <NumberStatus number={number} />
          </span>
        )}
      </header>
      <ScrollRegion label={number?.name ?? numberId} className="min-h-0 flex-1">
        {accounts.isError && <ProblemNotice error={accounts.error} onRetry={() => void accounts.refetch()} className="m-5" />}
        {accounts.data && !number && <Empty>{t.noSuchNumber}</Empty>}
        {number && (
          <div className="max-w-[980px]">
            {number.stopped && (
              <Notice className="mx-6 mt-5" title={t.stopped}>
                {number.stopped.because}
              </Notice>
            )}
            {mayActAs(role, 'admin') && (
              <Section title={t.register.title} hint={isConnected(number) ? t.register.done : t.register.hint}>
                <RegisterSteps number={number} />
              </Section>
            )}
            {mayActAs(role, 'admin') && isConnected(number) && (
              <Section title={t.nameAndPin.title} hint={t.nameAndPin.hint}>
                <NameAndPin number={number} />
              </Section>
            )}
            <Section title={t.profile.title} hint={t.profile.hint}>
              <ProfileForm id={number.id} name={number.name ?? number.displayPhoneNumber} editable={mayActAs(role, 'manager')} />
            </Section>
          </div>
        )}
      </ScrollRegion>
    </>
  )
}
