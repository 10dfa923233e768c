import { renderTemplate } from '@casement/rules'
import { useMemo, useState } from 'react'
import type { PhoneNumber } from '../accounts/accounts.ts'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { fieldClass } from '../controls/dialog.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { PhonePreview } from '../messages/phone-preview.tsx'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import type { Template } from '../templates/templates.ts'
import type { Plan } from './campaign-api.ts'
import { TemplateChoice } from './template-choice.tsx'
import { TrialChoice } from './trial-choice.tsx'
import type { Chosen } from './wizard.tsx'

/** The template, what stands in each of its places, another to try beside it, and how each looks for the first people. */
export function StepMessage({
  chosen,
  templates,
  numbers,
  previews,
  columns,
  onChange,
}: {
  chosen: Chosen
  templates: readonly Template[] | null
  numbers: readonly PhoneNumber[]
  previews: Plan['previews']
  columns: readonly string[]
  onChange: (more: Partial<Chosen>) => void
}) {
  const t = words.campaign.message
  const { workspace } = useSession()
  const now = usePlatformNow('minute')
  const [person, setPerson] = useState(0)
  const [other, setOther] = useState(false)
  const { trial } = chosen
  const second = other && trial?.template ? trial.template : null
  const template = second ?? chosen.template
  const own = previews.filter(({ variant }) => variant === (second ? 1 : 0))
  const shown = own[Math.min(person, own.length - 1)]
  const fits = shown?.template === template?.name ? shown : undefined
  const rendered = useMemo(() => template && renderTemplate(template, fits?.message.template), [template, fits])
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
          <TemplateChoice
            label={t.template}
            testId="campaign-template"
            chosen={chosen}
            templates={templates}
            columns={columns}
            onChange={onChange}
          />
          {chosen.template && <TrialChoice trial={trial} templates={templates} columns={columns} onChange={onChange} />}
        </div>
        {rendered && (
          <div className="grid content-start justify-items-center gap-2">
            {trial?.template && (
              <Segmented
                label={t.which}
                value={other ? '1' : '0'}
                segments={[
                  { value: '0', label: words.campaign.trial.names[0] },
                  { value: '1', label: words.campaign.trial.names[1] },
                ]}
                onChange={(value) => setOther(value === '1')}
              />
            )}
            {own.length > 1 && (
              <Segmented
                label={t.previews}
                value={String(Math.min(person, own.length - 1))}
                segments={own.map((_, at) => ({ value: String(at), label: String(at + 1), title: t.preview(at + 1) }))}
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
