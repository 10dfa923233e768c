import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Plus } from 'lucide-react'
import { useAccounts } from '../accounts/accounts.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { rowRoom } from '../controls/list-heads.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { request } from '../http/request.ts'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { mayWriteTemplates } from '../templates/roles.ts'
import { type ReadyMade, type Sequence, stale, useReadyMade, useSequences } from './sequences.ts'
import { startText } from './start-text.ts'

const tones = { off: 'plain', on: 'ok', paused: 'warn' } as const

/** What is said by itself to people who fell silent: what each sequence sent, cost and brought back. */
export function ReengagePage() {
  const t = words.reengage
  const sequences = useSequences()
  const ready = useReadyMade()
  const accounts = useAccounts()
  const { role } = useSession()
  const navigate = useNavigate()
  const from = accounts.data?.flatMap((portfolio) => portfolio.wabas.flatMap((waba) => waba.numbers))[0]?.id
  const make = useMutation({
    mutationFn: ({ name, definition }: ReadyMade) =>
      request<Sequence>('/v1/sequences', { method: 'POST', body: { name, from, definition } }),
    onSuccess: ({ id }) => {
      stale()
      void navigate({ to: '/reengage/$sequenceId', params: { sequenceId: id } })
    },
  })
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2.5 border-b border-line px-5 max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight">{t.title}</h1>
      </header>
      <ScrollRegion label={t.title} className="min-h-0 flex-1">
        {sequences.isError && <ProblemNotice error={sequences.error} onRetry={() => void sequences.refetch()} className="m-5" />}
        <ul className="m-0 list-none p-0">
          {sequences.data?.map((sequence) => (
            <Row key={sequence.id} sequence={sequence} />
          ))}
        </ul>
        {mayWriteTemplates(role) && from && (
          <section className="px-5 py-5 max-desk:px-4">
            {sequences.data?.length === 0 && <p className="mb-4 max-w-[60ch] text-ink-2">{t.none}</p>}
            <h2 className="mb-2 text-xs font-medium text-ink-3">{t.begin}</h2>
            {make.isError && <ProblemNotice error={make.error} className="mb-3" />}
            <ul className="m-0 grid max-w-[900px] list-none gap-px overflow-hidden rounded-md p-0 shadow-control">
              {ready.data?.map((one) => (
                <li
                  key={one.id}
                  className="flex items-start gap-4 border-b border-line px-4 py-3 last:border-0 max-desk:flex-wrap"
                >
                  <div className="min-w-0 flex-1 max-desk:basis-full">
                    <h3 className="font-medium">{one.name}</h3>
                    <p className="max-w-[72ch] text-xs text-ink-2">{one.about}</p>
                  </div>
                  <Button size="sm" disabled={make.isPending} data-testid={`begin-${one.id}`} onClick={() => make.mutate(one)}>
                    <Plus size={13} aria-hidden="true" />
                    {t.use}
                    <span className="sr-only"> {one.name}</span>
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </ScrollRegion>
    </>
  )
}

function Row({ sequence: { id, name, state, definition, results } }: { sequence: Sequence }) {
  const t = words.reengage
  const { currency, amount } = results.cost
  return (
    <li
      data-testid="sequence"
      className={clsx(
        'relative grid items-center gap-x-5 gap-y-1 border-b border-line py-3 hover:bg-hover desk:grid-cols-[minmax(220px,1fr)_80px_repeat(4,110px)]',
        rowRoom,
      )}
    >
      <h2 className="min-w-0">
        <Link
          to="/reengage/$sequenceId"
          params={{ sequenceId: id }}
          className="block truncate font-strong after:absolute after:inset-0 focus-visible:shadow-none focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)]"
        >
          {name}
        </Link>
        <span className="block truncate text-xs font-text text-ink-3">{startText(definition.start)}</span>
      </h2>
      <p>
        <Chip tone={tones[state]}>{t.states[state]}</Chip>
      </p>
      <Figure label={t.list.sent}>{count(results.sent)}</Figure>
      <Figure label={t.list.returned}>{count(results.returned)}</Figure>
      <Figure label={t.list.cost}>{amountText(amount, currency, A_SUM)}</Figure>
      <Figure label={t.list.each}>{results.costPerReturn === null ? '–' : amountText(results.costPerReturn, currency)}</Figure>
    </li>
  )
}

const Figure = ({ label, children }: { label: string; children: string }) => (
  <p className="max-desk:flex max-desk:justify-between">
    <span className="block text-2xs text-ink-3">{label}</span>
    <span className="font-medium">{children}</span>
  </p>
)
