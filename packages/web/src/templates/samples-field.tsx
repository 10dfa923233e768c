import { variableNames } from '@casement/rules'
import { words } from '../strings/words.ts'
import { partOf, samplesOf, type TextPart, withSamples } from './definition.ts'
import { FieldRow, FindingLines, type Repairable, type Repairs, TextLine } from './field-row.tsx'
import type { Component } from './template-api.ts'

/** A sample for each variable: reviewers judge the template by them, and “send to me” sends them. */
export function SamplesField({
  components,
  named,
  findings,
  onRepair,
  onChange,
}: {
  components: readonly Component[]
  named: boolean
  findings: readonly Repairable[]
  onRepair: Repairs
  onChange: (components: readonly Component[]) => void
}) {
  const t = words.templateDesk.editor
  const rows = (['header', 'body'] as const satisfies readonly TextPart[]).flatMap((kind) => {
    const part = partOf(components, kind.toUpperCase())
    if (!part || typeof part.text !== 'string') return []
    return variableNames(part.text).map((name) => ({ kind, part, name, samples: samplesOf(part, kind, named) }))
  })
  if (rows.length === 0) return null
  return (
    <FieldRow label={t.samples} hint={t.samplesHint}>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(150px,1fr))] gap-2">
        {rows.map(({ kind, part, name, samples }) => (
          <div key={`${kind} ${name}`} className="grid gap-0.5">
            <span aria-hidden="true" className="truncate text-xs font-medium text-accent">
              {/^\d+$/.test(name) ? `{{${name}}}` : name}
            </span>
            <TextLine
              label={t.sampleOf(name)}
              placeholder=""
              testId={`sample-${kind}-${name}`}
              value={samples[name] ?? ''}
              invalid={!samples[name]}
              onChange={(value) =>
                onChange(
                  components.map((one) => (one === part ? withSamples(part, kind, named, { ...samples, [name]: value }) : one)),
                )
              }
            />
          </div>
        ))}
      </div>
      <FindingLines findings={findings} onRepair={onRepair} />
    </FieldRow>
  )
}
