import { Link, useNavigate, useSearch } from '@tanstack/react-router'
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
import {
  type Audience,
  type Campaign,
  changeCampaign,
  createCampaign,
  type Definition,
  type TemplateUse,
  type Trial,
  usePlan,
} from './campaign-api.ts'
import { canBeSentToMany, isFilled, parametersOf, sourcesOf } from './parameters.ts'
import { StepAudience } from './step-audience.tsx'
import { StepCheck } from './step-check.tsx'
import { StepMessage } from './step-message.tsx'
import { StepPace } from './step-pace.tsx'
import { SummaryRail } from './summary-rail.tsx'
import type { ChosenTemplate } from './template-choice.tsx'

const STEPS = ['audience', 'message', 'pace', 'check'] as const
type Step = (typeof STEPS)[number]

export type ChosenTrial = ChosenTemplate & Omit<Trial, 'template'>
export type Chosen = ChosenTemplate & {
  readonly name: string
  readonly audience: Audience | null
  readonly from: string | null
  readonly trial: ChosenTrial | null
  readonly schedule: Definition['schedule']
  readonly pace: Definition['pace']
  readonly spendCap: Definition['spendCap']
  readonly trackLinks: boolean | undefined
}

/** From whom to when, with what it comes to always in sight. It becomes a draft of the hub's as soon as there is enough of it. */
export function Wizard({ campaign, onMade }: { campaign: Campaign | null; onMade: (id: string) => void }) {
  const t = words.campaign
  const navigate = useNavigate()
  const { segment } = useSearch({ from: '/campaigns/$campaignId' })
  const templates = useTemplates().data
  const numbers = useAccounts().data?.flatMap((portfolio) => portfolio.wabas.flatMap((waba) => waba.numbers))
  const [step, setStep] = useState<Step>(campaign?.template ? 'check' : 'audience')
  const [chosen, setChosen] = useState<Chosen>(() => ({
    name: campaign?.name ?? '',
    audience: campaign?.audience ?? (segment ? { segmentId: segment } : null) ?? { segment: { everybody: true } },
    from: campaign?.from ?? null,
    template: null,
    sources: {},
    trial: null,
    schedule: campaign?.schedule ?? {},
    pace: campaign?.pace ?? {},
    spendCap: campaign?.spendCap ?? null,
    trackLinks: campaign?.trackLinks,
  }))
  const [id, setId] = useState(campaign?.id ?? null)
  const [error, setError] = useState<unknown>(null)
  const [saved, setSaved] = useState(campaign ? JSON.stringify(definitionOf(chosen)) : '')
  const change = (more: Partial<Chosen>) => setChosen((before) => ({ ...before, ...more }))

  // A stored draft names its templates; their definitions come with the list.
  const named = useRef(campaign)
  useEffect(() => {
    if (!templates || !named.current) return
    const { template, trial } = named.current
    named.current = null
    const first = templateChosen(template, templates)
    const other = trial ? templateChosen(trial.template, templates) : null
    if (first) setChosen((before) => ({ ...before, ...first, trial: other && trial ? { ...trial, ...other } : null }))
  }, [templates])
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

  const fileState = campaign?.file?.state
  const isListed = chosen.audience !== null && 'upload' in chosen.audience
  const isReady = definition?.template !== undefined && (!isListed || fileState === 'done')
  const plan = usePlan(id, isListed ? `${saved} ${campaign?.file?.job}` : saved, isReady)
  const at = STEPS.indexOf(step)
  const next = STEPS[at + 1]
  const done: Record<Step, boolean> = {
    audience: chosen.audience !== null && chosen.name.trim() !== '' && (!isListed || fileState === 'done'),
    message: definition?.template !== undefined,
    pace: definition?.template !== undefined,
    check: false,
  }
  const missing = chosen.name.trim() === '' ? t.missing.name : step === 'audience' ? t.missing.file : t.missing.template
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
        <span role="status" className="ms-auto text-xs text-ink-3">
          {id !== null && (JSON.stringify(definition) === saved ? t.saved : t.saving)}
        </span>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto panel:grid panel:grid-cols-[minmax(0,1fr)_340px] panel:overflow-hidden">
        <ScrollRegion label={t.steps[step]} className="px-8 py-7 max-desk:px-4 panel:min-h-0">
          <div className="grid max-w-[820px] gap-6">
            {step === 'audience' && <StepAudience id={id} chosen={chosen} file={campaign?.file ?? null} onChange={change} />}
            {step === 'message' && (
              <StepMessage
                chosen={chosen}
                templates={templates?.filter(canBeSentToMany) ?? null}
                numbers={numbers ?? []}
                previews={plan.data?.previews ?? []}
                columns={isListed ? (campaign?.file?.columns ?? []) : []}
                onChange={change}
              />
            )}
            {step === 'pace' && <StepPace chosen={chosen} currency={plan.data?.cost.currency ?? 'USD'} onChange={change} />}
            {step === 'check' && (
              <StepCheck id={id} chosen={chosen} plan={plan.data ?? null} error={plan.error} onChange={change} />
            )}
            {error !== null && <ProblemNotice error={error} />}
            <p className="flex flex-wrap items-center gap-2">
              {at > 0 && <Button onClick={() => setStep(STEPS[at - 1] ?? 'audience')}>{t.back}</Button>}
              {next && (
                <Button look="primary" disabled={!done[step]} onClick={() => setStep(next)} data-testid="next-step">
                  {t.next(t.steps[next])}
                </Button>
              )}
              {next && !done[step] && <span className="text-xs text-ink-3">{missing}</span>}
            </p>
          </div>
        </ScrollRegion>
        <SummaryRail
          chosen={chosen}
          id={id}
          plan={isReady ? (plan.data ?? null) : null}
          rows={campaign?.file ? campaign.file.done - campaign.file.rejected : null}
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

function templateChosen(use: TemplateUse | null, templates: readonly Template[]): ChosenTemplate | null {
  const template = use && templates.find((one) => one.name === use.name && one.language === use.language)
  return template ? { template, sources: sourcesOf(template, use.parameters) } : null
}

/** A template as the hub is told of it; null while it has places that nothing stands in. */
const filledIn = ({ template, sources }: ChosenTemplate): TemplateUse | null =>
  template && fieldsOf(template).every((field) => isFilled(sources[field.id]))
    ? { name: template.name, language: template.language, parameters: parametersOf(template, sources) }
    : null

/** What the hub is told; null while something that it needs is begun and not done. */
function definitionOf(chosen: Chosen): Definition | null {
  const { name, audience, from, schedule, pace, spendCap, trial } = chosen
  if (name.trim() === '' || !audience || !from) return null
  const { trackLinks } = chosen
  const rest = {
    name: name.trim(),
    from,
    audience,
    schedule,
    pace,
    spendCap: spendCap ?? null,
    ...(trackLinks === undefined ? {} : { trackLinks }),
  }
  if (!chosen.template) return rest
  const template = filledIn(chosen)
  const other = trial && filledIn(trial)
  if (!template || (trial && !other)) return null
  return { ...rest, template, trial: trial && other ? { ...trialOf(trial), template: other } : null }
}

const trialOf = ({ share, measure, decide, afterHours }: ChosenTrial) => ({ share, measure, decide, afterHours })
