import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { EndpointPage } from './endpoint-page.tsx'
import { EndpointState } from './endpoint-state.tsx'
import { type Endpoint, endpointsQuery } from './endpoints.ts'
import { EventFilter } from './event-filter.tsx'
import { Field, FormError, fixAt, useSaving } from './form.tsx'
import { ListSection } from './list-section.tsx'
import { OnceDialog } from './once-dialog.tsx'
import { cellClass, rowClass } from './section.tsx'

const t = words.settings.webhooks

/** Other programs that are told what happens; one of them in full when its address names it. */
export function WebhooksPage() {
  const { item } = useParams({ strict: false }) as { item?: string }
  return item === undefined ? <Endpoints /> : <EndpointPage key={item} id={item} />
}

function Endpoints() {
  const navigate = useNavigate()
  const endpoints = useQuery({ ...endpointsQuery, staleTime: 0 })
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<(Endpoint & { secret: string }) | null>(null)
  return (
    <ListSection words={t} list={endpoints} testId="new-endpoint" row={row} onMake={() => setMaking(true)}>
      {making && (
        <NewEndpoint
          onClose={() => setMaking(false)}
          onMade={(endpoint) => {
            setMaking(false)
            setMade(endpoint)
          }}
        />
      )}
      {made && (
        <OnceDialog
          title={t.secretTitle}
          hint={t.secretHint}
          label={t.secret}
          secret={made.secret}
          testId="endpoint-secret"
          onClose={() => void navigate({ to: '/settings/$section/$item', params: { section: 'webhooks', item: made.id } })}
        />
      )}
    </ListSection>
  )
}

const row = (endpoint: Endpoint) => (
  <tr key={endpoint.id} className={rowClass} data-testid="endpoint">
    <th scope="row" className={`${cellClass} max-w-[380px] text-start font-text`}>
      <Link
        to="/settings/$section/$item"
        params={{ section: 'webhooks', item: endpoint.id }}
        className="block truncate font-medium text-accent hover:underline"
        dir="ltr"
      >
        {endpoint.url}
      </Link>
      {endpoint.description && <span className="block truncate text-ink-3">{endpoint.description}</span>}
    </th>
    <td className={`${cellClass} whitespace-nowrap text-ink-2`}>
      {endpoint.events.length === 0 ? t.allEvents : t.someEvents(endpoint.events.length)}
    </td>
    <td className={cellClass}>
      <EndpointState endpoint={endpoint} />
    </td>
  </tr>
)

function NewEndpoint({ onClose, onMade }: { onClose: () => void; onMade: (made: Endpoint & { secret: string }) => void }) {
  const client = useQueryClient()
  const saving = useSaving()
  const [url, setUrl] = useState('')
  const [description, setDescription] = useState('')
  const [events, setEvents] = useState<readonly string[]>([])
  const make = async () => {
    const made = await request<Endpoint & { secret: string }>('/v1/webhook-endpoints', {
      method: 'POST',
      body: { url, description, events },
    })
    await client.invalidateQueries({ queryKey: endpointsQuery.queryKey })
    onMade(made)
  }
  return (
    <Dialog title={t.make} onClose={onClose} width={560}>
      <form
        className="grid gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void saving.run(make)
        }}
      >
        <Field label={t.url} hint={t.urlHint} error={fixAt(saving.error, 'url')}>
          {(control) => (
            <input
              {...control}
              type="url"
              dir="ltr"
              value={url}
              data-testid="endpoint-url"
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t.description} error={fixAt(saving.error, 'description')}>
          {(control) => (
            <input {...control} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
          )}
        </Field>
        <EventFilter chosen={events} onChange={setEvents} />
        <FormError error={saving.error} fields={['url', 'description']} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.settings.cancel}</Button>
          <Button type="submit" look="primary" disabled={saving.busy || url === ''} data-testid="make-endpoint">
            {t.make}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
