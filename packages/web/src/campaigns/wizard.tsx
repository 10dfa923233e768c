import { Link, useNavigate } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Check, ChevronRight } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useAccounts } from '../accounts/accounts.ts'
import { useSettled } from '../composer/use-settled.ts'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { words } from '../strings/words.ts'
import { fieldsOf } from '../templates/fields.ts'
import { type Template, useTemplates } from '../templates/templates.ts'
import { type Audience, type Campaign, changeCampaign, createCampaign, type Definition, usePlan } from './campaign-api.ts'
import { canBeSentToMany, isFilled, parametersOf, type Sources, sourcesOf } from './parameters.ts'
import { StepAudience } from './step-audience.tsx'
import { StepCheck } from './step-check.tsx'
import { StepMessage } from './step-message.tsx'
import { StepPace } from './step-pace.tsx'
import { SummaryRail } from './summary-rail.tsx'

const STEPS = ['audience', 'message', 'pace', 'check'] as const
type Step = (typeof STEPS)[number]

export type Chosen = {
  readonly name: string
  readonly audience: Audience | null
  readonly from: string | null
  readonly template: Template | null
  readonly sources: Sources
  readonly schedule: Definition['schedule']
  readonly pace: Definition['pace']
  readonly spendCap: Definition['spendCap']
}

/** From whom to when, with what it comes to always in sight. It becomes a draft of the hub's as soon as there is enough of it. */
export function Wizard({ campaign, onMade }: { campaign: Campaign | null; onMade: (id: string) => void }) {
  const t = words.campaign
  const navigate = useNavigate()
  const templates = useTemplates().data
  const numbers = useAccounts().data?.flatMap((portfolio) => portfolio.wabas.flatMap((waba) => waba.numbers))
  const [step, setStep] = useState<Step>(campaign ? 'check' : 'audience')
  const [chosen, setChosen] = useState<Chosen>(() => ({
    name: campaign?.name ?? '',
    audience: campaign?.audience ?? { segment: { everybody: true } },
    from: campaign?.from ?? null,
    template: null,
    sources: {},
    schedule: campaign?.schedule ?? {},
    pace: campaign?.pace ?? {},
    spendCap: campaign?.spendCap ?? null,
  }))
  const [id, setId] = useState(campaign?.id ?? null)
  const [error, setError] = useState<unknown>(null)
  const [saved, setSaved] = useState(campaign ? JSON.stringify(definitionOf(chosen)) : '')
  const change = (more: Partial<Chosen>) => setChosen((before) => ({ ...before, ...more }))

  // A stored draft names its template; its definition comes with the list.
  const stored =
    campaign && templates?.find((one) => one.name === campaign.template.name && one.language === campaign.template.language)
  useEffect(() => {
    if (stored && campaign)
      setChosen((before) =>
        before.template ? before : { ...before, template: stored, sources: sourcesOf(stored, campaign.template.parameters) },
      )
  }, [stored, campaign])
  const first = numbers?.[0]?.id
  useEffect(() => {
    if (first) setChosen((before) => (before.from ? before : { ...before, from: first }))
  }, [first])

  const definition = useMemo(() => definitionOf(chosen), [chosen])
  const settled = useSettled(definition, 500)
  const busy = useRef(false)
  useEffect(() => {
    if (!settled || busy.current || JSON.stringify(settled) === saved) return
    busy.current = true
    const save = id ? changeCampaign(id, settled) : createCampaign(settled)
    void save
      .then(
        (made) => {
          setError(null)
          setSaved(JSON.stringify(settled))
          if (!id) {
            setId(made.id)
            onMade(made.id)
          }
        },
        (problem: unknown) => {
          setError(problem)
          setSaved(JSON.stringify(settled))
        },
      )
      .finally(() => {
        busy.current = false
      })
  }, [settled, saved, id, onMade])

  const plan = usePlan(id, saved)
  const at = STEPS.indexOf(step)
  const next = STEPS[at + 1]
  const done: Record<Step, boolean> = {
    audience: chosen.audience !== null && chosen.name.trim() !== '',
    message: definition !== null,
    pace: definition !== null,
    check: false,
  }
  const reachable = (index: number) => STEPS.slice(0, index).every((one) => done[one])

  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-x-5 gap-y-1 border-b border-line px-5 py-2 max-desk:px-4">
        <nav aria-label={t.title} className="flex min-w-0 items-center gap-1.5">
          <Link to="/campaigns" className="text-ink-2 hover:text-ink">
            {t.title}
          </Link>
          <ChevronRight size={14} aria-hidden="true" className="text-ink-3 rtl:rotate-180" />
          <h1 className="truncate text-lg font-strong tracking-tight">{chosen.name || t.new}</h1>
        </nav>
        <ol aria-label={t.stepsLabel} className="m-0 flex list-none gap-1 overflow-x-auto p-0">
          {STEPS.map((one, index) => (
            <li key={one}>
              <button
                type="button"
                data-testid={`step-${one}`}
                aria-current={one === step ? 'step' : undefined}
                disabled={!reachable(index)}
                onClick={() => setStep(one)}
                className={clsx(
                  'inline-flex h-7 items-center gap-1.5 rounded-full px-3 text-xs font-medium whitespace-nowrap disabled:cursor-default',
                  one === step ? 'bg-primary text-ink-on-primary' : 'text-ink-2',
                )}
              >
                {done[one] && one !== step ? (
                  <Check size={13} aria-hidden="true" className="text-success-text" />
                ) : (
                  <span>{index + 1}</span>
                )}
                {t.steps[one]}
              </button>
            </li>
          ))}
        </ol>
        <span role="status" className="ml-auto text-xs text-ink-3">
          {id !== null && (JSON.stringify(definition) === saved ? t.saved : t.saving)}
        </span>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto panel:grid panel:grid-cols-[minmax(0,1fr)_340px] panel:overflow-hidden">
        <ScrollRegion label={t.steps[step]} className="px-8 py-7 max-desk:px-4 panel:min-h-0">
          <div className="grid max-w-[820px] gap-6">
            {step === 'audience' && <StepAudience chosen={chosen} onChange={change} />}
            {step === 'message' && (
              <StepMessage
                chosen={chosen}
                templates={templates?.filter(canBeSentToMany) ?? null}
                numbers={numbers ?? []}
                previews={plan.data?.previews ?? []}
                onChange={change}
              />
            )}
            {step === 'pace' && <StepPace chosen={chosen} currency={plan.data?.cost.currency ?? 'USD'} onChange={change} />}
            {step === 'check' && <StepCheck id={id} plan={plan.data ?? null} error={plan.error} />}
            {error !== null && <ProblemNotice error={error} />}
            <p className="flex gap-2">
              {at > 0 && <Button onClick={() => setStep(STEPS[at - 1] ?? 'audience')}>{t.back}</Button>}
              {next && (
                <Button look="primary" disabled={!done[step]} onClick={() => setStep(next)} data-testid="next-step">
                  {t.next(t.steps[next])}
                </Button>
              )}
            </p>
          </div>
        </ScrollRegion>
        <SummaryRail
          chosen={chosen}
          id={id}
          plan={plan.data ?? null}
          launchable={
            step === 'check' &&
            id !== null &&
            plan.data !== undefined &&
            !plan.isPlaceholderData &&
            JSON.stringify(definition) === saved
          }
          onLaunched={(campaignId) => void navigate({ to: '/campaigns/$campaignId', params: { campaignId }, replace: true })}
        />
      </div>
    </>
  )
}

/** What the hub is told; null while something that it needs is not chosen yet. */
function definitionOf({ name, audience, from, template, sources, schedule, pace, spendCap }: Chosen): Definition | null {
  if (name.trim() === '' || !audience || !from || !template) return null
  if (!fieldsOf(template).every((field) => isFilled(sources[field.id]))) return null
  return {
    name: name.trim(),
    from,
    audience,
    template: { name: template.name, language: template.language, parameters: parametersOf(template, sources) },
    schedule,
    pace,
    spendCap: spendCap ?? null,
  }
}
