import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { mayActAs } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { FEATURES, type Provider, providerQuery } from '../suggestions/provider.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { Check, Field, FormError, fixAt, useSaving } from './form.tsx'
import { Section } from './section.tsx'

const t = words.settings.suggestions

/** What is suggested without anybody outside, and the model that may be asked, if any. */
export function SuggestionsPage() {
  const { data, isError, error, refetch } = useQuery(providerQuery)
  const mayChange = mayActAs(useSession().role, 'admin')
  return (
    <>
      <Section title={t.ownTitle} hint={t.ownHint} />
      <Section title={t.title} hint={t.hint}>
        {isError && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {data?.provider && (
          <p className="mb-4 text-ink-2" data-testid="model-month">
            {t.month(
              data.provider.thisMonth.asked,
              data.provider.thisMonth.failed,
              data.provider.thisMonth.cost,
              data.provider.currency,
            )}
          </p>
        )}
        {data && mayChange && <ProviderForm provider={data.provider} />}
        {data && !mayChange && <p className="text-ink-2">{data.provider ? t.connected(data.provider.model) : t.none}</p>}
      </Section>
    </>
  )
}

const FIELDS = ['baseUrl', 'model', 'key', 'inputPrice', 'outputPrice', 'currency', 'monthlyLimit']
const EMPTY = {
  kind: 'openai-compatible' as Provider['kind'],
  baseUrl: '',
  model: '',
  features: [...FEATURES] as readonly Provider['features'][number][],
  inputPrice: '0',
  outputPrice: '0',
  currency: 'USD',
  monthlyLimit: null as string | null,
}

function ProviderForm({ provider }: { provider: Provider | null }) {
  const client = useQueryClient()
  const saving = useSaving()
  const removing = useSaving()
  const [draft, setDraft] = useState({ ...EMPTY, ...provider })
  const [key, setKey] = useState('')
  const change = (part: Partial<typeof draft>) => {
    setDraft((now) => ({ ...now, ...part }))
    saving.touch()
  }
  const save = async () => {
    const { kind, baseUrl, model, features, inputPrice, outputPrice, currency, monthlyLimit } = draft
    const body = { kind, baseUrl: baseUrl.trim(), model, features, inputPrice, outputPrice, currency, monthlyLimit }
    const given = key === '' ? (provider?.hasKey ? {} : { key: null }) : { key }
    const saved = await request<Provider>('/v1/suggestions/provider', { method: 'PUT', body: { ...body, ...given } })
    client.setQueryData(providerQuery.queryKey, { provider: saved })
    setKey('')
  }
  const remove = async () => {
    await request('/v1/suggestions/provider', { method: 'DELETE' })
    client.setQueryData(providerQuery.queryKey, { provider: null })
  }
  const text = (name: 'baseUrl' | 'model' | 'inputPrice' | 'outputPrice' | 'currency', label: string, hint?: string) => (
    <Field label={label} hint={hint} error={fixAt(saving.error, name)}>
      {(control) => (
        <input
          {...control}
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
          data-testid={`model-${name}`}
          value={draft[name]}
          onChange={(event) => change({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  )
  return (
    <form
      noValidate
      className="grid max-w-[640px] gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void saving.run(save)
      }}
    >
      <div className="grid grid-cols-2 gap-4 max-desk:grid-cols-1">
        <Field label={t.kind} error={null}>
          {(control) => (
            <select
              {...control}
              value={draft.kind}
              onChange={(event) => change({ kind: event.currentTarget.value as Provider['kind'] })}
            >
              <option value="openai-compatible">{t.kinds['openai-compatible']}</option>
              <option value="anthropic">{t.kinds.anthropic}</option>
            </select>
          )}
        </Field>
        {text('model', t.model)}
      </div>
      {text('baseUrl', t.baseUrl, t.baseUrlHint)}
      <Field label={t.key} hint={provider?.hasKey ? t.keyKept : t.keyHint} error={fixAt(saving.error, 'key')}>
        {(control) => (
          <input
            {...control}
            type="password"
            autoComplete="new-password"
            data-testid="model-key"
            value={key}
            onChange={(event) => {
              setKey(event.currentTarget.value)
              saving.touch()
            }}
          />
        )}
      </Field>
      <div className="grid grid-cols-4 gap-4 max-desk:grid-cols-2">
        {text('inputPrice', t.inputPrice)}
        {text('outputPrice', t.outputPrice)}
        {text('currency', t.currency)}
        <Field label={t.monthlyLimit} error={fixAt(saving.error, 'monthlyLimit')}>
          {(control) => (
            <input
              {...control}
              dir="ltr"
              inputMode="decimal"
              placeholder={t.noLimit}
              value={draft.monthlyLimit ?? ''}
              onChange={(event) => change({ monthlyLimit: event.currentTarget.value.trim() || null })}
            />
          )}
        </Field>
      </div>
      <p className="-mt-3 text-xs text-ink-3">{t.pricesHint}</p>
      <fieldset className="m-0 grid gap-2 border-0 p-0">
        <legend className="mb-1.5 text-xs font-medium">{t.features}</legend>
        {FEATURES.map((feature) => (
          <Check
            key={feature}
            label={t.feature[feature]}
            checked={draft.features.includes(feature)}
            onChange={(on) =>
              change({ features: on ? [...draft.features, feature] : draft.features.filter((other) => other !== feature) })
            }
          />
        ))}
      </fieldset>
      <p className="text-xs text-ink-2">
        <b className="font-medium">{t.privacyTitle}: </b>
        {t.privacy}
      </p>
      <FormError error={saving.error} fields={FIELDS} />
      {removing.error !== null && <ProblemNotice error={removing.error} />}
      <div className="flex items-center gap-3">
        <Button look="primary" type="submit" disabled={saving.busy} data-testid="model-save">
          {saving.busy ? t.testing : provider ? words.settings.save : t.connect}
        </Button>
        {saving.saved && (
          <span role="status" className="text-xs text-ink-3">
            {words.settings.saved}
          </span>
        )}
        {provider && (
          <span className="ms-auto">
            <ConfirmButton
              label={t.disconnect}
              confirm={t.disconnectSure}
              testId="model-remove"
              onConfirm={() => void removing.run(remove)}
            />
          </span>
        )}
      </div>
    </form>
  )
}
