import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { request } from '../http/request.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { mayWriteTemplates } from '../templates/roles.ts'
import { PlanPanel } from './plan-panel.tsx'
import { ResultsPanel } from './results-panel.tsx'
import { SequenceFields } from './sequence-fields.tsx'
import { type Definition, type Sequence, stale, useSequence } from './sequences.ts'
import { VersionsPanel } from './versions-panel.tsx'

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
  // Fields begin anew with what was taken up, and forget what was half chosen.
  const [taken, setTaken] = useState(0)
  const takeUp = (earlier: Definition) => {
    setDefinition(earlier)
    setTaken(taken + 1)
  }
  const isOff = state === 'off'
  const isChanged = name !== sequence.name || JSON.stringify(definition) !== JSON.stringify(sequence.definition)
  const save = useMutation({
    mutationFn: () => request<Sequence>(`/v1/sequences/${id}`, { method: 'PATCH', body: { name, definition } }),
    onSettled: () => stale(id),
  })
  const turn = useMutation({
    mutationFn: async ({ how, begin = false }: { how: 'on' | 'pause' | 'off'; begin?: boolean }) => {
      if (isChanged && how === 'on') await request(`/v1/sequences/${id}`, { method: 'PATCH', body: { name, definition } })
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
        {writes && (
          <Button disabled={busy || !isChanged} data-testid="save" onClick={() => save.mutate()}>
            {isOff ? t.save : t.saveForNew}
          </Button>
        )}
        {writes && isOff && (
          <>
            <Button disabled={busy} onClick={() => remove.mutate()}>
              {t.delete}
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
        {!isOff && isChanged && <p className="mx-5 mt-4 text-xs text-ink-2 max-desk:mx-4">{t.goOnAsBegun}</p>}
        {failed && <ProblemNotice error={failed} className="mx-5 mt-4" />}
        <div className="grid max-w-[1280px] gap-8 p-5 max-desk:p-4 wide:grid-cols-[minmax(0,1fr)_minmax(320px,420px)]">
          <SequenceFields
            key={taken}
            name={name}
            definition={definition}
            from={sequence.from}
            disabled={!writes}
            onName={setName}
            onChange={setDefinition}
          />
          <div className="grid content-start gap-8">
            {isOff && <PlanPanel id={id} />}
            <ResultsPanel sequence={sequence} />
            <VersionsPanel id={id} version={sequence.version} onTake={writes ? takeUp : null} />
          </div>
        </div>
      </ScrollRegion>
    </>
  )
}
