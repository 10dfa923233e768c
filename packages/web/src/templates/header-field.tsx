import { templateLimits } from '@casement/platform'
import { variableNames } from '@casement/rules'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import { nextVariable, samplesOf, withSamples } from './definition.ts'
import { FieldRow, FindingLines, type Repairable, type Repairs } from './field-row.tsx'
import { type FileKind, SampleFile } from './sample-file.tsx'
import type { Component } from './template-api.ts'
import { VariableText } from './variable-text.tsx'

const KINDS = ['NONE', 'TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'] as const
type Kind = (typeof KINDS)[number]
const FILES: ReadonlySet<string> = new Set(['IMAGE', 'VIDEO', 'DOCUMENT'])

export const handleOf = (part: Component | undefined): string | null => {
  const handles = (part?.example as { header_handle?: readonly unknown[] } | undefined)?.header_handle
  return typeof handles?.[0] === 'string' ? handles[0] : null
}

/** What stands on top: nothing, a line, a file, or a place. */
export function HeaderField({
  part,
  named,
  kinds = KINDS,
  findings,
  onRepair,
  onChange,
}: {
  part: Component | undefined
  named: boolean
  kinds?: readonly Kind[]
  findings: readonly Repairable[]
  onRepair: Repairs
  onChange: (part: Omit<Component, 'type'> | null) => void
}) {
  const t = words.templateDesk.editor
  const kind = (part ? String(part.format ?? 'TEXT').toUpperCase() : 'NONE') as Kind
  const text = String(part?.text ?? '')
  const samples = samplesOf(part, 'header', named)
  const missing = new Set(variableNames(text).filter((name) => !samples[name]))
  const errors = findings.some((finding) => finding.severity === 'error')
  const choose = (next: Kind) => {
    if (next === kind) return
    if (next === 'NONE') onChange(null)
    else onChange(next === 'TEXT' ? { format: 'TEXT', text: '' } : { format: next })
  }
  return (
    <FieldRow label={t.header} optional>
      <span className="block overflow-x-auto pb-1">
        <Segmented
          label={t.headerKind}
          value={kind}
          segments={kinds.map((value) => ({ value, label: t.headers[value], testId: `header-${value}` }))}
          onChange={choose}
        />
      </span>
      {kind === 'TEXT' && (
        <div className="mt-1.5">
          <VariableText
            label={t.headerText}
            testId="header-text"
            value={text}
            most={templateLimits.header.text.value}
            missing={missing}
            invalid={errors}
            newVariable={variableNames(text).length < templateLimits.header.variables.value ? nextVariable(text, named) : null}
            onChange={(value) =>
              onChange(withSamples({ ...part, type: 'HEADER', format: 'TEXT', text: value }, 'header', named, samples))
            }
          />
        </div>
      )}
      {FILES.has(kind) && (
        <SampleFile
          kind={kind as FileKind}
          handle={handleOf(part)}
          invalid={errors}
          testId="header-file"
          onChange={(handle) => onChange({ format: kind, ...(handle ? { example: { header_handle: [handle] } } : {}) })}
        />
      )}
      {kind === 'LOCATION' && <p className="mt-1 text-xs text-ink-3">{t.placeHint}</p>}
      <FindingLines findings={findings} onRepair={onRepair} />
    </FieldRow>
  )
}
