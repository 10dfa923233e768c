import { renderTemplate } from '@casement/rules'
import { useMemo, useState } from 'react'
import type { PhoneNumber } from '../accounts/accounts.ts'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { fieldClass } from '../controls/dialog.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { PhonePreview } from '../messages/phone-preview.tsx'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { type Field, fieldsOf } from '../templates/fields.ts'
import type { Template } from '../templates/templates.ts'
import type { Plan } from './campaign-api.ts'
import { firstSource, type Source } from './parameters.ts'
import type { Chosen } from './wizard.tsx'

const SOURCES = ['text', 'name', 'phone', 'attribute'] as const

/** The template, what stands in each of its places, and how it looks for the first people. */
export function StepMessage({
  chosen,
  templates,
  numbers,
  previews,
  onChange,
}: {
  chosen: Chosen
  templates: readonly Template[] | null
  numbers: readonly PhoneNumber[]
  previews: Plan['previews']
  onChange: (more: Partial<Chosen>) => void
}) {
  const t = words.campaign.message
  const { workspace } = useSession()
  const now = usePlatformNow('minute')
  const [person, setPerson] = useState(0)
  const { template, sources } = chosen
  const fields = useMemo(() => (template ? fieldsOf(template) : []), [template])
  const shown = previews[Math.min(person, previews.length - 1)]
  const rendered = useMemo(() => template && renderTemplate(template, shown?.message.template), [template, shown])
  const choose = (id: string) => {
    const next = templates?.find((one) => one.id === id) ?? null
    onChange({
      template: next,
      sources: next ? Object.fromEntries(fieldsOf(next).map((field) => [field.id, firstSource(field)])) : {},
    })
  }
  return (
    <>
      <h2 className="text-xl font-strong tracking-tight">{t.title}</h2>
      <div className="grid gap-6 desk:grid-cols-[minmax(0,1fr)_300px]">
        <div className="grid content-start gap-4">
          {numbers.length > 1 && (
            <label className="grid gap-1">
              <span className="text-xs font-medium">{t.from}</span>
              <select
                className={`${fieldClass} h-8`}
                value={chosen.from ?? ''}
                onChange={(event) => onChange({ from: event.currentTarget.value })}
              >
                {numbers.map((number) => (
                  <option key={number.id} value={number.id}>
                    {number.name} {number.displayPhoneNumber}
                  </option>
                ))}
              </select>
            </label>
          )}
          <label className="grid gap-1">
            <span className="text-xs font-medium">{t.template}</span>
            <select
              className={`${fieldClass} h-8`}
              data-testid="campaign-template"
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
              field={field}
              source={sources[field.id] ?? firstSource(field)}
              onChange={(source) => onChange({ sources: { ...sources, [field.id]: source } })}
            />
          ))}
        </div>
        {rendered && (
          <div className="grid content-start justify-items-center gap-2">
            {previews.length > 1 && (
              <Segmented
                label={t.previews}
                value={String(Math.min(person, previews.length - 1))}
                segments={previews.map((_, at) => ({ value: String(at), label: String(at + 1), title: t.preview(at + 1) }))}
                onChange={(value) => setPerson(Number(value))}
              />
            )}
            <PhonePreview
              rendered={rendered}
              look={{ system: 'ios', dark: false, rightToLeft: false }}
              business={workspace.name}
              at={now}
            />
          </div>
        )}
      </div>
    </>
  )
}

function FieldSource({ field, source, onChange }: { field: Field; source: Source; onChange: (source: Source) => void }) {
  const t = words.campaign.message
  const label = /^\d+$/.test(field.name) ? `{{${field.name}}}` : field.name.replaceAll('_', ' ')
  const fallback = 'fallback' in source ? source.fallback : ''
  const kinds = field.media ? (['text'] as const) : SOURCES
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
          data-testid={`source-${field.id}`}
          onChange={(event) => {
            const kind = event.currentTarget.value as Source['kind']
            onChange(
              kind === 'text' ? { kind, text: '' } : kind === 'attribute' ? { kind, key: '', fallback } : { kind, fallback },
            )
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
            data-testid={`value-${field.id}`}
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
