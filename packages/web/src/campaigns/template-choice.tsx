import { useMemo } from 'react'
import { fieldClass } from '../controls/dialog.tsx'
import { words } from '../strings/words.ts'
import { type Field, fieldsOf } from '../templates/fields.ts'
import type { Template } from '../templates/templates.ts'
import { firstSource, type Source, type Sources } from './parameters.ts'

const SOURCES = ['text', 'name', 'phone', 'attribute'] as const

export type ChosenTemplate = { readonly template: Template | null; readonly sources: Sources }

/** A template, and where what stands in each of its places comes from. */
export function TemplateChoice({
  label,
  testId,
  chosen: { template, sources },
  templates,
  columns,
  onChange,
}: {
  label: string
  testId: string
  chosen: ChosenTemplate
  templates: readonly Template[] | null
  /** Columns of the campaign's file that are no field of a contact. */
  columns: readonly string[]
  onChange: (chosen: ChosenTemplate) => void
}) {
  const t = words.campaign.message
  const fields = useMemo(() => (template ? fieldsOf(template) : []), [template])
  const choose = (id: string) => {
    const next = templates?.find((one) => one.id === id) ?? null
    onChange({
      template: next,
      sources: next ? Object.fromEntries(fieldsOf(next).map((field) => [field.id, firstSource(field)])) : {},
    })
  }
  return (
    <>
      <label className="grid gap-1">
        <span className="text-xs font-medium">{label}</span>
        <select
          className={`${fieldClass} h-8`}
          data-testid={testId}
          value={template?.id ?? ''}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value="">{t.choose}</option>
          {templates?.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}, {one.language}, {words.category[one.category.toLowerCase() as keyof typeof words.category]}
            </option>
          ))}
        </select>
      </label>
      {fields.length > 0 && <p className="text-xs font-medium">{t.fields}</p>}
      {fields.map((field) => (
        <FieldSource
          key={field.id}
          testId={`${testId}-${field.id}`}
          field={field}
          source={sources[field.id] ?? firstSource(field)}
          columns={columns}
          onChange={(source) => onChange({ template, sources: { ...sources, [field.id]: source } })}
        />
      ))}
    </>
  )
}

function FieldSource({
  testId,
  field,
  source,
  columns,
  onChange,
}: {
  testId: string
  field: Field
  source: Source
  columns: readonly string[]
  onChange: (source: Source) => void
}) {
  const t = words.campaign.message
  const label = /^\d+$/.test(field.name) ? `{{${field.name}}}` : field.name.replaceAll('_', ' ')
  const fallback = 'fallback' in source ? source.fallback : ''
  const kinds: readonly Source['kind'][] = field.media ? ['text'] : columns.length > 0 ? [...SOURCES, 'column'] : SOURCES
  return (
    <div className="grid gap-1.5 rounded-sm bg-sunken p-2.5">
      <p className="text-xs text-ink-2">
        {field.before && `…${field.before.split(' ').slice(-4).join(' ')} `}
        <b className="font-medium text-accent">{label}</b>
      </p>
      <div className="flex flex-wrap gap-1.5">
        <select
          aria-label={t.source(label)}
          className={`${fieldClass} h-8 max-w-[150px]`}
          value={source.kind}
          data-testid={`source-${testId}`}
          onChange={(event) => {
            const kind = event.currentTarget.value as Source['kind']
            if (kind === 'text') onChange({ kind, text: '' })
            else if (kind === 'column') onChange({ kind, key: columns[0] ?? '', fallback })
            else onChange(kind === 'attribute' ? { kind, key: '', fallback } : { kind, fallback })
          }}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t.sources[kind]}
            </option>
          ))}
        </select>
        {source.kind === 'text' ? (
          <input
            aria-label={t.value(label)}
            className={`${fieldClass} h-8 flex-1`}
            data-testid={`value-${testId}`}
            placeholder={field.sample ?? (field.media ? 'https://' : '')}
            value={source.text}
            onChange={(event) => onChange({ kind: 'text', text: event.currentTarget.value })}
          />
        ) : (
          <>
            {source.kind === 'attribute' && (
              <input
                aria-label={t.sources.attribute}
                placeholder={t.sources.attribute}
                className={`${fieldClass} h-8 flex-1`}
                value={source.key}
                onChange={(event) => onChange({ ...source, key: event.currentTarget.value })}
              />
            )}
            {source.kind === 'column' && (
              <select
                aria-label={t.sources.column}
                className={`${fieldClass} h-8 flex-1`}
                value={source.key}
                onChange={(event) => onChange({ ...source, key: event.currentTarget.value })}
              >
                {columns.map((column) => (
                  <option key={column}>{column}</option>
                ))}
              </select>
            )}
            <input
              aria-label={t.fallbackFor(label)}
              placeholder={`${t.fallback}: ${t.noFallback}`}
              className={`${fieldClass} h-8 flex-1`}
              value={source.fallback}
              onChange={(event) => onChange({ ...source, fallback: event.currentTarget.value })}
            />
          </>
        )}
      </div>
    </div>
  )
}
