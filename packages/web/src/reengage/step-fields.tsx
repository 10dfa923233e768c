import { useState } from 'react'
import { parametersOf, sourcesOf } from '../campaigns/parameters.ts'
import { type ChosenTemplate, TemplateChoice } from '../campaigns/template-choice.tsx'
import { NumberField, TextField } from '../controls/fields.tsx'
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
        <NumberField
          label={t.wait}
          min={0}
          max={8_760}
          value={step.afterMinutes / HOUR}
          onChange={(hours) => onChange({ ...step, afterMinutes: Math.round(hours * HOUR) })}
        />
      )}
      {'text' in send ? (
        <TextField
          label={t.text}
          hint={t.textHelp}
          lines={3}
          maxLength={4_096}
          testId="nudge-text"
          value={send.text}
          onChange={(text) => onChange({ ...step, send: { text } })}
        />
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
