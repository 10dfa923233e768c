import { templateLimits } from '@casement/platform'
import { Braces } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import type { Button as TemplateButton } from './definition.ts'
import { type Repairable, TextLine } from './field-row.tsx'

const limits = templateLimits.buttons
const first = (example: unknown): string =>
  typeof example === 'string' ? example : Array.isArray(example) ? String(example[0] ?? '') : ''

/** What a button of each kind needs to be told. */
export function ButtonFields({
  button,
  at,
  findings,
  onChange,
}: {
  button: TemplateButton
  at: number
  findings: readonly Repairable[]
  onChange: (button: TemplateButton) => void
}) {
  const t = words.templateDesk.editor
  const type = button.type.toUpperCase()
  const wrong = (field: string) => findings.some((finding) => finding.severity === 'error' && finding.path.endsWith(`.${field}`))
  const set = (field: string) => (value: string) => onChange({ ...button, [field]: value })
  const url = String(button.url ?? '')
  const dynamic = url.includes('{{')
  return (
    <span className="flex min-w-[200px] flex-1 flex-wrap gap-1.5">
      {type !== 'COPY_CODE' && (
        <TextLine
          label={t.label}
          testId={`button-label-${at}`}
          value={String(button.text ?? '')}
          most={limits.label.value}
          invalid={wrong('text')}
          onChange={set('text')}
        />
      )}
      {type === 'URL' && (
        <>
          <span className="flex min-w-[180px] flex-1 gap-1">
            <TextLine
              label={t.address}
              placeholder={t.addressHint}
              type="text"
              testId={`button-url-${at}`}
              value={url}
              invalid={wrong('url')}
              onChange={(value) =>
                onChange(value.includes('{{') ? { ...button, url: value } : without({ ...button, url: value }, 'example'))
              }
            />
            {!dynamic && (
              <Button
                look="ghost"
                size="sm"
                icon
                className="mt-[3px]"
                aria-label={t.makeDynamic}
                title={t.makeDynamic}
                onClick={() => onChange({ ...button, url: `${url.replace(/\/?$/, '/')}{{1}}` })}
              >
                <Braces size={13} aria-hidden="true" />
              </Button>
            )}
          </span>
          {dynamic && (
            <span className="flex w-full">
              <TextLine
                label={t.addressSample}
                testId={`button-url-sample-${at}`}
                value={first(button.example)}
                invalid={wrong('example')}
                onChange={(value) => onChange({ ...button, example: [value] })}
              />
            </span>
          )}
        </>
      )}
      {type === 'PHONE_NUMBER' && (
        <TextLine
          label={t.phoneNumber}
          type="tel"
          placeholder="+44 …"
          testId={`button-phone-${at}`}
          value={String(button.phone_number ?? '')}
          invalid={wrong('phone_number')}
          onChange={set('phone_number')}
        />
      )}
      {type === 'COPY_CODE' && (
        <TextLine
          label={t.couponSample}
          testId={`button-code-${at}`}
          value={first(button.example)}
          most={limits.copyCodeSince2025.value}
          invalid={wrong('example')}
          onChange={set('example')}
        />
      )}
      {type === 'FLOW' && (
        <TextLine label={t.flowId} value={String(button.flow_id ?? '')} invalid={findings.length > 0} onChange={set('flow_id')} />
      )}
    </span>
  )
}

const without = (button: TemplateButton, field: string): TemplateButton => {
  const { [field]: _, ...rest } = button
  return rest as TemplateButton
}
