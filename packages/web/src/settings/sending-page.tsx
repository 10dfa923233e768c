import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAccounts } from '../accounts/accounts.ts'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { mayActAs } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { Check, Field, FormError, fixAt, useSaving } from './form.tsx'
import { Section } from './section.tsx'
import { changeSettings, settingsQuery, type WorkspaceSettings } from './workspace-settings.ts'

const t = words.settings.sending

/** Quiet hours, consent, caps and when a campaign stops by itself: what every send of the workspace is judged by. */
export function SendingPage() {
  const settings = useQuery(settingsQuery)
  if (settings.isError) return <ProblemNotice error={settings.error} onRetry={() => void settings.refetch()} className="m-5" />
  return settings.data ? <Form settings={settings.data} /> : null
}

function Form({ settings }: { settings: WorkspaceSettings }) {
  const editable = mayActAs(useSession().role, 'admin')
  return (
    <fieldset disabled={!editable} className="m-0 min-w-0 border-0 p-0">
      {!editable && <p className="px-6 pt-4 text-ink-3 max-desk:px-4">{t.readOnly}</p>}
      <QuietHours settings={settings} />
      <OptIn settings={settings} />
      <FrequencyCap settings={settings} />
      <SpendCap settings={settings} />
      <PauseWhen settings={settings} />
      <Links settings={settings} />
    </fieldset>
  )
}

type Part = { readonly settings: WorkspaceSettings }

/** A part with a draft of its own: what was typed stays until it is saved or the page is left. */
function usePart() {
  const client = useQueryClient()
  const saving = useSaving()
  return {
    ...saving,
    save: (change: Partial<WorkspaceSettings>) =>
      saving.run(async () => client.setQueryData(settingsQuery.queryKey, await changeSettings(change))),
  }
}

function SaveLine({
  part,
  fields,
  testId,
  children,
}: {
  part: ReturnType<typeof usePart>
  fields: readonly string[]
  testId: string
  children?: ReactNode
}) {
  return (
    <div className="mt-3 grid gap-3">
      <FormError error={part.error} fields={fields} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={part.busy} data-testid={testId}>
          {words.settings.save}
        </Button>
        <span role="status" className="text-xs text-success-text">
          {part.saved ? words.settings.saved : ''}
        </span>
        {children}
      </div>
    </div>
  )
}

const submit = (save: () => unknown) => (event: { preventDefault(): void }) => {
  event.preventDefault()
  void save()
}

function QuietHours({ settings }: Part) {
  const part = usePart()
  const [on, setOn] = useState(settings.quietHours !== null)
  const [from, setFrom] = useState(settings.quietHours?.from ?? '21:00')
  const [to, setTo] = useState(settings.quietHours?.to ?? '08:00')
  const [zone, setZone] = useState(settings.timeZone ?? '')
  const save = () => part.save({ quietHours: on ? { from, to } : null, timeZone: zone === '' ? null : zone })
  return (
    <Section title={t.quietTitle} hint={t.quietHint}>
      <form onSubmit={submit(save)} onChange={part.touch}>
        <Check label={t.quietOn} checked={on} onChange={setOn} testId="quiet-on" />
        {on && (
          <div className="mt-3 flex flex-wrap gap-3">
            <Field label={t.from} error={fixAt(part.error, 'quietHours')} className="w-32">
              {(control) => (
                <input
                  {...control}
                  type="time"
                  value={from}
                  data-testid="quiet-from"
                  onChange={(event) => setFrom(event.currentTarget.value)}
                />
              )}
            </Field>
            <Field label={t.to} className="w-32">
              {(control) => (
                <input
                  {...control}
                  type="time"
                  value={to}
                  data-testid="quiet-to"
                  onChange={(event) => setTo(event.currentTarget.value)}
                />
              )}
            </Field>
          </div>
        )}
        <Field label={t.zone} hint={t.zoneHint} error={fixAt(part.error, 'timeZone')} className="mt-3 max-w-[320px]">
          {(control) => (
            <select {...control} value={zone} onChange={(event) => setZone(event.currentTarget.value)} data-testid="time-zone">
              <option value="">{t.zoneOfAccount}</option>
              {ZONES.map((one) => (
                <option key={one} value={one}>
                  {one.replaceAll('_', ' ')}
                </option>
              ))}
            </select>
          )}
        </Field>
        <SaveLine part={part} fields={['quietHours', 'timeZone']} testId="save-quiet" />
      </form>
    </Section>
  )
}

const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

function OptIn({ settings }: Part) {
  const part = usePart()
  return (
    <Section title={t.optInTitle} hint={t.optInHint}>
      <fieldset className="m-0 grid gap-1.5 border-0 p-0" aria-label={t.optInTitle}>
        {(['campaigns', 'always', 'never'] as const).map((choice) => (
          <label key={choice} className="flex items-baseline gap-2">
            <input
              type="radio"
              name="opt-in"
              className="accent-(--accent)"
              checked={settings.requireOptIn === choice}
              data-testid={`opt-in-${choice}`}
              onChange={() => void part.save({ requireOptIn: choice })}
            />
            {t.optIn[choice]}
          </label>
        ))}
      </fieldset>
      <FormError error={part.error} fields={[]} />
    </Section>
  )
}

function Links({ settings }: Part) {
  const part = usePart()
  const [on, setOn] = useState(settings.trackLinks)
  return (
    <Section title={t.linksTitle} hint={t.linksHint}>
      <Check
        label={t.linksOn}
        checked={on}
        onChange={(trackLinks) => {
          setOn(trackLinks)
          void part.save({ trackLinks })
        }}
        testId="track-links"
      />
      <FormError error={part.error} fields={[]} />
    </Section>
  )
}

function FrequencyCap({ settings }: Part) {
  const part = usePart()
  const [on, setOn] = useState(settings.frequencyCap !== null)
  const [messages, setMessages] = useState(String(settings.frequencyCap?.messages ?? 2))
  const [days, setDays] = useState(String(settings.frequencyCap?.days ?? 7))
  const save = () => part.save({ frequencyCap: on ? { messages: Number(messages), days: Number(days) } : null })
  return (
    <Section title={t.capTitle} hint={t.capHint}>
      <form onSubmit={submit(save)} onChange={part.touch}>
        <Check label={t.capOn} checked={on} onChange={setOn} testId="cap-on" />
        {on && (
          <div className="mt-3 flex flex-wrap gap-3">
            <Field label={t.capMessages} error={fixAt(part.error, 'frequencyCap.messages')} className="w-40">
              {(control) => (
                <input
                  {...control}
                  inputMode="numeric"
                  value={messages}
                  data-testid="cap-messages"
                  onChange={(event) => setMessages(event.currentTarget.value)}
                />
              )}
            </Field>
            <Field label={t.capDays} error={fixAt(part.error, 'frequencyCap.days')} className="w-40">
              {(control) => (
                <input {...control} inputMode="numeric" value={days} onChange={(event) => setDays(event.currentTarget.value)} />
              )}
            </Field>
          </div>
        )}
        <SaveLine part={part} fields={['frequencyCap.messages', 'frequencyCap.days']} testId="save-cap" />
      </form>
    </Section>
  )
}

function SpendCap({ settings }: Part) {
  const part = usePart()
  const currencies = [...new Set((useAccounts().data ?? []).flatMap(({ wabas }) => wabas.map((waba) => waba.currency)))]
  const [on, setOn] = useState(settings.spendCap !== null)
  const [amount, setAmount] = useState(settings.spendCap?.amount ?? '')
  const [chosen, setCurrency] = useState(settings.spendCap?.currency ?? '')
  const currency = chosen || (currencies[0] ?? 'USD')
  const save = () => part.save({ spendCap: on ? { amount, currency } : null })
  return (
    <Section title={t.spendTitle} hint={t.spendHint}>
      <form onSubmit={submit(save)} onChange={part.touch}>
        <Check label={t.spendOn} checked={on} onChange={setOn} testId="spend-on" />
        {on && (
          <div className="mt-3 flex flex-wrap gap-3">
            <Field label={t.amount} error={fixAt(part.error, 'spendCap.amount')} className="w-40">
              {(control) => (
                <input
                  {...control}
                  inputMode="decimal"
                  value={amount}
                  data-testid="spend-amount"
                  onChange={(event) => setAmount(event.currentTarget.value)}
                />
              )}
            </Field>
            <Field label={t.currency} error={fixAt(part.error, 'spendCap.currency')} className="w-28">
              {(control) => (
                <select {...control} value={currency} onChange={(event) => setCurrency(event.currentTarget.value)}>
                  {[...new Set([currency, ...currencies])].map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </select>
              )}
            </Field>
          </div>
        )}
        <SaveLine part={part} fields={['spendCap.amount', 'spendCap.currency']} testId="save-spend" />
      </form>
    </Section>
  )
}

const percent = (share: number): string => String(Math.round(share * 1_000) / 10)
const share = (text: string): number => Math.round(Number(text.replace(',', '.')) * 10) / 1_000

function PauseWhen({ settings }: Part) {
  const part = usePart()
  const { pauseWhen } = settings
  const [red, setRed] = useState(pauseWhen.qualityRed)
  const [slow, setSlow] = useState(settings.slowOnYellow)
  const [failed, setFailed] = useState(percent(pauseWhen.failed))
  const [stopped, setStopped] = useState(percent(pauseWhen.stopped))
  const [after, setAfter] = useState(String(pauseWhen.after))
  const save = () =>
    part.save({
      slowOnYellow: slow,
      pauseWhen: { qualityRed: red, failed: share(failed), stopped: share(stopped), after: Number(after) },
    })
  const numbers = [
    { label: t.failedAbove, path: 'pauseWhen.failed', value: failed, set: setFailed },
    { label: t.stoppedAbove, path: 'pauseWhen.stopped', value: stopped, set: setStopped },
    { label: t.after, path: 'pauseWhen.after', value: after, set: setAfter },
  ]
  return (
    <Section title={t.pauseTitle} hint={t.pauseHint}>
      <form onSubmit={submit(save)} onChange={part.touch} className="grid gap-2">
        <Check label={t.pauseRed} checked={red} onChange={setRed} />
        <Check label={t.slowYellow} checked={slow} onChange={setSlow} />
        <div className="mt-1 flex flex-wrap gap-3">
          {numbers.map(({ label, path, value, set }) => (
            <Field key={path} label={label} error={fixAt(part.error, path)} className="w-52">
              {(control) => (
                <input {...control} inputMode="decimal" value={value} onChange={(event) => set(event.currentTarget.value)} />
              )}
            </Field>
          ))}
        </div>
        <SaveLine part={part} fields={numbers.map(({ path }) => path)} testId="save-pause" />
      </form>
    </Section>
  )
}
