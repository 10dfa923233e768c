import { useState } from 'react'
import { parametersOf, sourcesOf } from '../campaigns/parameters.ts'
import { type ChosenTemplate, TemplateChoice } from '../campaigns/template-choice.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { words } from '../strings/words.ts'
import type { Template } from '../templates/templates.ts'
import type { Step } from './sequences.ts'

const HOUR = 60

/** One step as it may be changed: its wait, and the words or the template it sends. */
export function StepFields({
  index,
  step,
  first,
  templates,
  onChange,
}: {
  index: number
  step: Step
  /** The first step of one that begins before a window closes goes by the time left. */
  first: boolean
  templates: readonly Template[] | null
  onChange: (step: Step) => void
}) {
  const t = words.reengage
  const { send } = step
  return (
    <fieldset className="grid gap-2.5 rounded-md p-3.5 shadow-control">
      <legend className="float-start mb-1 w-full text-xs font-medium text-ink-3">{t.step(index + 1)}</legend>
      {!first && (
        <label className="grid max-w-[220px] gap-1">
          <span className="text-xs font-medium">{t.wait}</span>
          <input
            type="number"
            min={0}
            max={8_760}
            className={`${fieldClass} h-8`}
            value={step.afterMinutes / HOUR}
            onChange={(event) => onChange({ ...step, afterMinutes: Math.round(Number(event.currentTarget.value) * HOUR) })}
          />
        </label>
      )}
      {'text' in send ? (
        <label className="grid gap-1">
          <span className="text-xs font-medium">{t.text}</span>
          <textarea
            rows={3}
            maxLength={4_096}
            className={`${fieldClass} py-2`}
            data-testid="nudge-text"
            value={send.text}
            onChange={(event) => onChange({ ...step, send: { text: event.currentTarget.value } })}
          />
          <span className="text-xs text-ink-3">{t.textHelp}</span>
        </label>
      ) : (
        <StepTemplate
          index={index}
          use={send.template}
          templates={templates}
          onChange={(template) => onChange({ ...step, send: { template } })}
        />
      )}
    </fieldset>
  )
}

type Use = Extract<Step['send'], { template: unknown }>['template']

function StepTemplate({
  index,
  use,
  templates,
  onChange,
}: {
  index: number
  use: Use
  templates: readonly Template[] | null
  onChange: (use: Use) => void
}) {
  const known = templates?.find(({ name, language }) => name === use.name && language === use.language) ?? null
  const [chosen, setChosen] = useState<ChosenTemplate | null>(null)
  const shown = chosen ?? { template: known, sources: known ? sourcesOf(known, use.parameters) : {} }
  return (
    <TemplateChoice
      label={words.reengage.template}
      testId={`step-template-${index}`}
      chosen={shown}
      templates={templates}
      columns={[]}
      onChange={(next) => {
        setChosen(next)
        onChange(
          next.template
            ? {
                name: next.template.name,
                language: next.template.language,
                parameters: parametersOf(next.template, next.sources),
              }
            : { name: '', language: 'en', parameters: [] },
        )
      }}
    />
  )
}
