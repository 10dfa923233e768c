import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { useState } from 'react'
import { stampTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { CopyLine } from './copy-line.tsx'
import { DeliveryLog } from './delivery-log.tsx'
import { EndpointState } from './endpoint-state.tsx'
import { type Endpoint, endpointsQuery, useEndpoint } from './endpoints.ts'
import { EventFilter } from './event-filter.tsx'
import { Field, FormError, fixAt, useSaving } from './form.tsx'
import { Section } from './section.tsx'
import { SpanForm } from './span-form.tsx'

const t = words.settings.webhooks

/** One endpoint: how it stands, what it hears of, its secret, its log, and telling the past again. */
export function EndpointPage({ id }: { id: string }) {
  const endpoint = useEndpoint(id)
  if (endpoint.isError) return <ProblemNotice error={endpoint.error} onRetry={() => void endpoint.refetch()} className="m-5" />
  if (!endpoint.data) return null
  return (
    <>
      <Section
        title={endpoint.data.url}
        hint={endpoint.data.description}
        action={
          <Link
            to="/settings/$section"
            params={{ section: 'webhooks' }}
            className="inline-flex items-center gap-1 text-accent hover:underline"
          >
            <ChevronLeft size={14} aria-hidden="true" />
            {t.back}
          </Link>
        }
      >
        <Standing endpoint={endpoint.data} />
      </Section>
      <Section title={t.logTitle} hint={t.logHint}>
        <DeliveryLog id={id} counts={endpoint.data.deliveries} />
      </Section>
      <Section title={t.spanTitle} hint={t.spanHint}>
        <SpanForm
          testId="replay-span"
          label={words.settings.span.tell}
          onReplay={async (span) => {
            const { events } = await request<{ events: number }>(`/v1/webhook-endpoints/${id}/replay`, {
              method: 'POST',
              body: span,
            })
            await endpoint.refetch()
            return t.spanTold(events)
          }}
        />
      </Section>
      <Section title={t.change}>
        <ChangeForm endpoint={endpoint.data} />
      </Section>
    </>
  )
}

function Standing({ endpoint }: { endpoint: Endpoint }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const saving = useSaving()
  const [secret, setSecret] = useState<string | null>(null)
  const [told, setTold] = useState<{ delivered: boolean; status: number | null; error: string | null; ms: number } | null>(null)
  const path = `/v1/webhook-endpoints/${endpoint.id}`
  const refresh = () => client.invalidateQueries({ queryKey: endpointsQuery.queryKey })
  const run = (action: () => Promise<unknown>) => void saving.run(() => action().then(refresh))
  return (
    <div className="grid gap-3">
      {!endpoint.enabled && (
        <Notice title={t.off} role="note">
          {endpoint.disabledBecause ?? t.offByHand}
        </Notice>
      )}
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-2">
        <EndpointState endpoint={endpoint} />
        {endpoint.restsUntil && <span>{t.rests(stampTime(Date.parse(endpoint.restsUntil)))}</span>}
        {endpoint.oldSecretUntil && <span>{t.oldSecret(stampTime(Date.parse(endpoint.oldSecretUntil)))}</span>}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          disabled={saving.busy}
          data-testid="test-endpoint"
          onClick={() => run(async () => setTold(await request(`${path}/test`, { method: 'POST', body: {} })))}
        >
          {t.test}
        </Button>
        <Button
          disabled={saving.busy}
          data-testid="switch-endpoint"
          onClick={() => run(() => request(path, { method: 'PATCH', body: { enabled: !endpoint.enabled } }))}
        >
          {endpoint.enabled ? t.switchOff : t.switchOn}
        </Button>
        <ConfirmButton
          label={t.rotate}
          confirm={t.rotateSure}
          testId="rotate-secret"
          onConfirm={() =>
            run(async () =>
              setSecret((await request<{ secret: string }>(`${path}/rotate-secret`, { method: 'POST', body: {} })).secret),
            )
          }
        />
        <ConfirmButton
          label={words.settings.remove}
          confirm={t.removeSure}
          testId="remove-endpoint"
          onConfirm={() =>
            run(async () => {
              await request(path, { method: 'DELETE' })
              await navigate({ to: '/settings/$section', params: { section: 'webhooks' } })
            })
          }
        />
      </div>
      {told && (
        <Notice tone={told.delivered ? 'plain' : 'bad'} role="status">
          <span data-testid="test-told">
            {told.delivered ? t.testDelivered(told.status ?? 0, told.ms) : (told.error ?? t.testRefused(told.status ?? 0))}
          </span>
        </Notice>
      )}
      {saving.error !== null && <ProblemNotice error={saving.error} />}
      {secret && (
        <Dialog title={t.secretTitle} hint={t.rotatedHint} onClose={() => setSecret(null)}>
          <CopyLine text={secret} label={t.secret} testId="endpoint-secret" />
        </Dialog>
      )}
    </div>
  )
}

function ChangeForm({ endpoint }: { endpoint: Endpoint }) {
  const client = useQueryClient()
  const saving = useSaving()
  const [url, setUrl] = useState(endpoint.url)
  const [description, setDescription] = useState(endpoint.description)
  const [events, setEvents] = useState<readonly string[]>(endpoint.events)
  const save = async () => {
    await request(`/v1/webhook-endpoints/${endpoint.id}`, { method: 'PATCH', body: { url, description, events } })
    await client.invalidateQueries({ queryKey: endpointsQuery.queryKey })
  }
  return (
    <form
      className="grid max-w-[560px] gap-4"
      noValidate
      onChange={saving.touch}
      onSubmit={(event) => {
        event.preventDefault()
        void saving.run(save)
      }}
    >
      <Field label={t.url} error={fixAt(saving.error, 'url')}>
        {(control) => (
          <input {...control} type="url" dir="ltr" value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
        )}
      </Field>
      <Field label={t.description} error={fixAt(saving.error, 'description')}>
        {(control) => <input {...control} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />}
      </Field>
      <EventFilter chosen={events} onChange={setEvents} />
      <FormError error={saving.error} fields={['url', 'description']} />
      <div className="flex items-center gap-3">
        <Button type="submit" disabled={saving.busy} data-testid="save-endpoint">
          {words.settings.save}
        </Button>
        <span role="status" className="text-xs text-success-text">
          {saving.saved ? words.settings.saved : ''}
        </span>
      </div>
    </form>
  )
}
