import { ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useAccounts } from '../accounts/accounts.ts'
import { canBeSentToMany } from '../campaigns/parameters.ts'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { NumberField, SelectField, TextField } from '../controls/fields.tsx'
import { words } from '../strings/words.ts'
import { useTemplates } from '../templates/templates.ts'
import type { Conversion, Definition, Step } from './sequences.ts'
import { StartFields } from './start-fields.tsx'
import { StepFields } from './step-fields.tsx'

const MOST_STEPS = 10
const DAY_MINUTES = 1_440

/** What begins a sequence, what it says and when, what ends it, and to whom it may go. */
export function SequenceFields({
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
  const number = accounts.data
    ?.flatMap((portfolio) => portfolio.wabas.flatMap((waba) => waba.numbers))
    .find((one) => one.id === from)
  const templates = useTemplates()
  const offered = templates.data?.filter(canBeSentToMany) ?? null
  const { start, steps } = definition
  // What a step has half chosen belongs to it, and not to the one that takes its place.
  const [moved, setMoved] = useState(0)
  const setSteps = (next: readonly Step[]) => onChange({ ...definition, steps: next })
  const mayBeFree = start.on !== 'window.closed' && start.on !== 'filter'
  const add = (send: Step['send']) => {
    const isFirst = steps.length === 0 && start.on === 'window.closing'
    setSteps([...steps, { afterMinutes: isFirst ? 0 : DAY_MINUTES, send }])
  }
  return (
    <fieldset disabled={disabled} className="grid min-w-0 content-start gap-4 disabled:opacity-80">
      <div className="max-w-[420px]">
        <TextField label={t.name} maxLength={200} value={name} onChange={onName} />
      </div>
      {number && (
        <p className="text-ink-2">
          {t.from} {number.displayPhoneNumber}.
        </p>
      )}
      <StartFields start={start} onChange={(next) => onChange({ ...definition, start: next })} />
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name but their place.
        <div key={index} className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-1.5" data-testid="sequence-step">
          <StepFields
            key={`${moved} ${'text' in step.send}`}
            index={index}
            step={step}
            first={index === 0 && start.on === 'window.closing'}
            templates={offered}
            onChange={(next) => setSteps(steps.map((one, i) => (i === index ? next : one)))}
          />
          <div className="grid gap-1">
            <Button
              look="ghost"
              size="sm"
              aria-label={t.removeStep(index + 1)}
              title={t.removeStep(index + 1)}
              disabled={steps.length === 1}
              onClick={() => {
                setMoved(moved + 1)
                setSteps(steps.filter((_, i) => i !== index))
              }}
            >
              <Trash2 size={13} aria-hidden="true" />
            </Button>
            {index > 0 && (
              <Button
                look="ghost"
                size="sm"
                aria-label={t.moveUp(index + 1)}
                title={t.moveUp(index + 1)}
                onClick={() => {
                  setMoved(moved + 1)
                  setSteps(swapped(steps, index))
                }}
              >
                <ArrowUp size={13} aria-hidden="true" />
              </Button>
            )}
          </div>
        </div>
      ))}
      {steps.length < MOST_STEPS && (
        <div className="flex flex-wrap gap-2">
          <Button
            size="sm"
            data-testid="add-template-step"
            onClick={() => add({ template: { name: '', language: 'en', parameters: [] } })}
          >
            <Plus size={13} aria-hidden="true" />
            {t.addTemplate}
          </Button>
          {mayBeFree && (
            <Button size="sm" data-testid="add-text-step" onClick={() => add({ text: '' })}>
              <Plus size={13} aria-hidden="true" />
              {t.addText}
            </Button>
          )}
        </div>
      )}
      <Converts converts={definition.converts} onChange={(converts) => onChange({ ...definition, converts })} />
      <NumberField
        label={t.againAfter}
        min={1}
        max={365}
        value={definition.againAfterDays}
        onChange={(againAfterDays) => onChange({ ...definition, againAfterDays })}
      />
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

/** A step and the one before it change places; waits stay where they are, for they belong to the place. */
const swapped = (steps: readonly Step[], index: number): Step[] =>
  steps.map((step, i) => {
    const other = i === index ? steps[index - 1] : i === index - 1 ? steps[index] : undefined
    return other ? { ...step, send: other.send } : step
  })

/** What counts as having come back, beside an answer. */
function Converts({ converts, onChange }: { converts: Conversion | null; onChange: (converts: Conversion | null) => void }) {
  const t = words.reengage
  const kind = converts === null ? 'none' : 'event' in converts ? 'event' : 'attribute'
  return (
    <div className="grid max-w-[420px] gap-2.5">
      <SelectField
        label={t.converts}
        value={kind}
        options={(['none', 'attribute', 'event'] as const).map((one) => [one, t.convertsBy[one]] as const)}
        onChange={(next) => onChange(next === 'none' ? null : next === 'event' ? { event: '' } : { attribute: '' })}
      />
      {converts && 'event' in converts && (
        <TextField label={t.convertsBy.event} value={converts.event} onChange={(event) => onChange({ event })} />
      )}
      {converts && 'attribute' in converts && (
        <TextField
          label={t.convertsBy.attribute}
          value={converts.attribute}
          onChange={(attribute) => onChange({ ...converts, attribute })}
        />
      )}
    </div>
  )
}
