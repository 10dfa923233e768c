import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { useAccounts } from '../accounts/accounts.ts'
import { canBeSentToMany } from '../campaigns/parameters.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { request } from '../http/request.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { mayWriteTemplates } from '../templates/roles.ts'
import { useTemplates } from '../templates/templates.ts'
import { PlanPanel } from './plan-panel.tsx'
import { ResultsPanel } from './results-panel.tsx'
import { type Definition, type Sequence, stale, useSequence } from './sequences.ts'
import { startText } from './start-text.ts'
import { StepFields } from './step-fields.tsx'

const tones = { off: 'plain', on: 'ok', paused: 'warn' } as const

/** One sequence: what it says and when, whom it would reach, and what it did. */
export function SequencePage() {
  const { sequenceId } = useParams({ strict: false })
  const sequence = useSequence(sequenceId ?? '')
  if (sequence.isError) return <ProblemNotice error={sequence.error} onRetry={() => void sequence.refetch()} className="m-5" />
  return sequence.data ? <Desk key={sequence.data.id} sequence={sequence.data} /> : null
}

function Desk({ sequence }: { sequence: Sequence }) {
  const t = words.reengage
  const { id, state } = sequence
  const { role } = useSession()
  const writes = mayWriteTemplates(role)
  const navigate = useNavigate()
  const [name, setName] = useState(sequence.name)
  const [definition, setDefinition] = useState<Definition>(sequence.definition)
  const isOff = state === 'off'
  const isChanged = name !== sequence.name || JSON.stringify(definition) !== JSON.stringify(sequence.definition)
  const save = useMutation({
    mutationFn: () =>
      request<Sequence>(`/v1/sequences/${id}`, { method: 'PATCH', body: { name, ...(isOff ? { definition } : {}) } }),
    onSettled: () => stale(id),
  })
  const turn = useMutation({
    mutationFn: async ({ how, begin = false }: { how: 'on' | 'pause' | 'off'; begin?: boolean }) => {
      if (isChanged) await request(`/v1/sequences/${id}`, { method: 'PATCH', body: { name, ...(isOff ? { definition } : {}) } })
      return request<Sequence>(`/v1/sequences/${id}/${how}`, { method: 'POST', body: how === 'on' ? { begin } : {} })
    },
    onSettled: () => stale(id),
  })
  const remove = useMutation({
    mutationFn: () => request(`/v1/sequences/${id}`, { method: 'DELETE' }),
    onSuccess: () => {
      stale()
      void navigate({ to: '/reengage' })
    },
  })
  const failed = save.error ?? turn.error ?? remove.error
  const busy = save.isPending || turn.isPending
  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2.5 border-b border-line px-5 py-2 max-desk:px-4">
        <Link to="/reengage" className="text-ink-2" aria-label={t.back} title={t.back}>
          <ArrowLeft size={16} aria-hidden="true" className="rtl:-scale-x-100" />
        </Link>
        <h1 className="min-w-0 truncate text-lg font-strong tracking-tight">{sequence.name}</h1>
        <Chip tone={tones[state]}>{t.states[state]}</Chip>
        <span className="flex-1" />
        {writes && isOff && (
          <>
            <Button disabled={busy} onClick={() => remove.mutate()}>
              {t.delete}
            </Button>
            <Button disabled={busy || !isChanged} data-testid="save" onClick={() => save.mutate()}>
              {t.save}
            </Button>
            {definition.start.on === 'window.closing' && (
              <Button disabled={busy} data-testid="switch-on-begin" onClick={() => turn.mutate({ how: 'on', begin: true })}>
                {t.onAndBegin}
              </Button>
            )}
            <Button look="primary" disabled={busy} data-testid="switch-on" onClick={() => turn.mutate({ how: 'on' })}>
              {t.on}
            </Button>
          </>
        )}
        {writes && state === 'on' && (
          <Button disabled={busy} onClick={() => turn.mutate({ how: 'pause' })}>
            {t.pause}
          </Button>
        )}
        {writes && state === 'paused' && (
          <Button look="primary" disabled={busy} onClick={() => turn.mutate({ how: 'on' })}>
            {t.goOn}
          </Button>
        )}
        {writes && !isOff && (
          <Button disabled={busy} onClick={() => turn.mutate({ how: 'off' })}>
            {t.off}
          </Button>
        )}
      </header>
      <ScrollRegion label={sequence.name} className="min-h-0 flex-1">
        {failed && <ProblemNotice error={failed} className="mx-5 mt-4" />}
        <div className="grid max-w-[1280px] gap-8 p-5 max-desk:p-4 wide:grid-cols-[minmax(0,1fr)_minmax(320px,420px)]">
          <Fields
            name={name}
            definition={definition}
            from={sequence.from}
            disabled={!writes || !isOff}
            onName={setName}
            onChange={setDefinition}
          />
          <div className="grid content-start gap-8">
            {isOff && <PlanPanel id={id} />}
            <ResultsPanel sequence={sequence} />
          </div>
        </div>
      </ScrollRegion>
    </>
  )
}

function Fields({
  name,
  definition,
  from,
  disabled,
  onName,
  onChange,
}: {
  name: string
  definition: Definition
  from: string
  disabled: boolean
  onName: (name: string) => void
  onChange: (definition: Definition) => void
}) {
  const t = words.reengage
  const accounts = useAccounts()
  const waba = accounts.data
    ?.flatMap((portfolio) => portfolio.wabas)
    .find((one) => one.numbers.some((number) => number.id === from))
  const number = waba?.numbers.find((one) => one.id === from)
  const templates = useTemplates()
  const offered = templates.data?.filter(canBeSentToMany) ?? null
  const { start } = definition
  return (
    <fieldset disabled={disabled} className="grid min-w-0 content-start gap-4 disabled:opacity-80">
      <label className="grid max-w-[420px] gap-1">
        <span className="text-xs font-medium">{t.name}</span>
        <input
          className={`${fieldClass} h-8`}
          maxLength={200}
          value={name}
          onChange={(event) => onName(event.currentTarget.value)}
        />
      </label>
      <p className="text-ink-2">
        {startText(start)}
        {number && `. ${t.from} ${number.displayPhoneNumber}.`}
      </p>
      {start.on === 'window.closing' && (
        <label className="grid max-w-[220px] gap-1">
          <span className="text-xs font-medium">{t.minutesBefore}</span>
          <input
            type="number"
            min={5}
            max={240}
            className={`${fieldClass} h-8`}
            value={start.minutesBefore}
            onChange={(event) =>
              onChange({ ...definition, start: { ...start, minutesBefore: Number(event.currentTarget.value) } })
            }
          />
        </label>
      )}
      {definition.steps.map((step, index) => (
        <StepFields
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name but their place.
          key={index}
          index={index}
          step={step}
          first={index === 0 && start.on === 'window.closing'}
          templates={offered}
          onChange={(next) => onChange({ ...definition, steps: definition.steps.map((one, i) => (i === index ? next : one)) })}
        />
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-xs font-medium">{t.daytime}</span>
        {(['from', 'to'] as const).map((end) => (
          <input
            key={end}
            type="time"
            aria-label={`${t.daytime} ${end === 'from' ? '' : t.and}`}
            className={`${fieldClass} h-8 max-w-[120px]`}
            value={definition.daytime[end]}
            onChange={(event) =>
              onChange({ ...definition, daytime: { ...definition.daytime, [end]: event.currentTarget.value } })
            }
          />
        ))}
        <span className="text-xs text-ink-3">{t.daytimeOf}</span>
      </div>
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-1"
          checked={definition.includeWithoutOptIn}
          onChange={(event) => onChange({ ...definition, includeWithoutOptIn: event.currentTarget.checked })}
        />
        <span>
          <span className="font-medium">{t.withoutOptIn}</span>
          <span className="block text-xs text-ink-3">{t.withoutOptInHelp}</span>
        </span>
      </label>
    </fieldset>
  )
}
