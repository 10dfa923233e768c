import { templateLimits } from '@casement/platform'
import { Plus, Trash2 } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import { buttonsOf, partOf, type Button as TemplateButton, withButtons, withPart } from './definition.ts'
import { FieldRow, FindingLines, type Repairable, type Repairs, TextLine } from './field-row.tsx'
import type { Component } from './template-api.ts'

type App = { readonly package_name?: string; readonly signature_hash?: string }
const OTP = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'] as const
const [LEAST_MINUTES, MOST_MINUTES] = templateLimits.authentication.expiryMinutes.value

/** What a one-time code lets one choose: its text is Meta's own. */
export function AuthenticationFields({
  components,
  findings,
  onRepair,
  onChange,
}: {
  components: readonly Component[]
  findings: readonly Repairable[]
  onRepair: Repairs
  onChange: (components: readonly Component[]) => void
}) {
  const t = words.templateDesk.editor
  const body = partOf(components, 'BODY')
  const footer = partOf(components, 'FOOTER')
  const button: TemplateButton = buttonsOf(components)[0] ?? { type: 'OTP', otp_type: 'COPY_CODE' }
  const otp = (String(button.otp_type ?? 'COPY_CODE').toUpperCase() as (typeof OTP)[number]) ?? 'COPY_CODE'
  const apps = (button.supported_apps as readonly App[] | undefined) ?? []
  const setButton = (next: Record<string, unknown>) => onChange(withButtons(components, [{ ...button, ...next, type: 'OTP' }]))
  const minutes = footer?.code_expiration_minutes
  const at = (part: string) => findings.filter((finding) => finding.path.includes(part))
  const rest = findings.filter((finding) => !/code_expiration|supported_apps|zero_tap/.test(finding.path))
  return (
    <>
      <FieldRow label={t.body}>
        <p className="pt-1.5 text-ink-2">{t.codeText}</p>
        <label className="mt-1.5 flex items-center gap-2">
          <input
            type="checkbox"
            className="accent-(--accent)"
            data-testid="code-security"
            checked={body?.add_security_recommendation === true}
            onChange={(event) =>
              onChange(withPart(components, 'BODY', event.currentTarget.checked ? { add_security_recommendation: true } : {}))
            }
          />
          {t.security}
        </label>
      </FieldRow>
      <FieldRow label={t.footer} optional>
        <div className="flex flex-wrap items-center gap-2">
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              className="accent-(--accent)"
              checked={footer !== undefined}
              onChange={(event) =>
                onChange(withPart(components, 'FOOTER', event.currentTarget.checked ? { code_expiration_minutes: 10 } : null))
              }
            />
            {t.expiry}
          </label>
          {footer && (
            <input
              type="number"
              aria-label={t.expiry}
              min={LEAST_MINUTES}
              max={MOST_MINUTES}
              value={Number.isFinite(Number(minutes)) ? Number(minutes) : ''}
              onChange={(event) =>
                onChange(
                  withPart(components, 'FOOTER', { code_expiration_minutes: Math.trunc(Number(event.currentTarget.value)) }),
                )
              }
              className="h-8 w-20 rounded-sm bg-surface px-2.5 shadow-[inset_0_0_0_1px_var(--line-strong)] dark:bg-sunken"
            />
          )}
        </div>
        <FindingLines findings={at('code_expiration')} onRepair={onRepair} />
      </FieldRow>
      <FieldRow label={t.code}>
        <Segmented
          label={t.codeButton}
          value={otp}
          segments={OTP.map((value) => ({ value, label: t.otp[value], testId: `otp-${value}` }))}
          onChange={(value) => setButton({ otp_type: value })}
        />
        {otp === 'ZERO_TAP' && (
          <label className="mt-2 flex items-center gap-2">
            <input
              type="checkbox"
              className="accent-(--accent)"
              checked={button.zero_tap_terms_accepted === true}
              onChange={(event) => setButton({ zero_tap_terms_accepted: event.currentTarget.checked })}
            />
            {t.otpTerms}
          </label>
        )}
        <FindingLines findings={at('zero_tap')} onRepair={onRepair} />
        {otp !== 'COPY_CODE' && (
          <div className="mt-2 grid gap-1.5">
            <p className="text-xs font-medium">{t.apps}</p>
            {apps.map((app, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an app is its place while it is written
              <span key={index} className="flex gap-1.5">
                <TextLine
                  label={t.package}
                  value={app.package_name ?? ''}
                  onChange={(value) => setButton({ supported_apps: apps.with(index, { ...app, package_name: value }) })}
                />
                <TextLine
                  label={t.signature}
                  value={app.signature_hash ?? ''}
                  most={templateLimits.authentication.signatureHash.value}
                  onChange={(value) => setButton({ supported_apps: apps.with(index, { ...app, signature_hash: value }) })}
                />
                <Button
                  look="ghost"
                  icon
                  aria-label={t.removeApp}
                  onClick={() => setButton({ supported_apps: apps.toSpliced(index, 1) })}
                >
                  <Trash2 size={13} aria-hidden="true" />
                </Button>
              </span>
            ))}
            {apps.length < templateLimits.authentication.apps.value && (
              <Button
                size="sm"
                className="justify-self-start"
                onClick={() => setButton({ supported_apps: [...apps, { package_name: '', signature_hash: '' }] })}
              >
                <Plus size={13} aria-hidden="true" />
                {t.addApp}
              </Button>
            )}
            <FindingLines findings={at('supported_apps')} onRepair={onRepair} />
          </div>
        )}
        <FindingLines findings={rest} onRepair={onRepair} />
      </FieldRow>
    </>
  )
}
