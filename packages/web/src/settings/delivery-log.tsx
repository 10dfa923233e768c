import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { exactTime, stampTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { Segmented } from '../controls/segmented.tsx'
import type { Page } from '../http/page.ts'
import { query, request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { BodyView } from './body-view.tsx'
import { DELIVERY_STATES, type Delivery, type DeliveryState } from './endpoints.ts'
import { useSaving } from './form.tsx'
import { cellClass, rowClass, Table } from './section.tsx'

const t = words.settings.webhooks
const tones = { waiting: 'plain', due: 'warn', delivered: 'ok', failed: 'bad' } as const

/** What an endpoint was told and how it answered, the newest first. */
export function DeliveryLog({ id, counts }: { id: string; counts: Partial<Record<DeliveryState, number>> }) {
  const [state, setState] = useState<DeliveryState | 'all'>('all')
  const log = useInfiniteQuery({
    queryKey: ['webhook-endpoints', id, 'deliveries', state],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Delivery>>(
        `/v1/webhook-endpoints/${id}/deliveries${query({ state: state === 'all' ? null : state, cursor: pageParam, limit: 50 })}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    refetchInterval: 5_000,
  })
  const deliveries = log.data?.pages.flatMap((page) => page.data)
  return (
    <div className="grid gap-3">
      <div className="overflow-x-auto">
        <Segmented
          label={t.state}
          value={state}
          onChange={setState}
          segments={[
            { value: 'all', label: t.every },
            ...DELIVERY_STATES.map((one) => ({ value: one, label: `${t.states[one]} ${counts[one] ?? 0}` })),
          ]}
        />
      </div>
      {log.isError && <ProblemNotice error={log.error} onRetry={() => void log.refetch()} />}
      {deliveries?.length === 0 && <Empty>{t.noDeliveries}</Empty>}
      {deliveries && deliveries.length > 0 && (
        <Table label={t.logTitle} columns={t.logColumns}>
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.seq} endpoint={id} delivery={delivery} />
          ))}
        </Table>
      )}
      {log.hasNextPage && (
        <Button className="justify-self-start" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {words.settings.more}
        </Button>
      )}
    </div>
  )
}

function DeliveryRow({ endpoint, delivery }: { endpoint: string; delivery: Delivery }) {
  const client = useQueryClient()
  const saving = useSaving()
  const [open, setOpen] = useState(false)
  const last = delivery.attempts.at(-1)
  const ended = delivery.state === 'delivered' || delivery.state === 'failed'
  const replay = async () => {
    await request(`/v1/webhook-endpoints/${endpoint}/deliveries/${delivery.seq}/replay`, { method: 'POST', body: {} })
    await client.invalidateQueries({ queryKey: ['webhook-endpoints', endpoint] })
  }
  return (
    <>
      <tr className={rowClass} data-testid="delivery">
        <th scope="row" className={`${cellClass} text-start font-text`}>
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="font-medium text-accent hover:underline"
          >
            {delivery.type}
          </button>
          <span className="block font-mono text-2xs text-ink-3">{delivery.eventId}</span>
        </th>
        <td className={cellClass}>
          <Chip tone={tones[delivery.state]}>{t.states[delivery.state]}</Chip>
        </td>
        <td className={`${cellClass} text-ink-2`}>
          {last ? (last.status ? t.answered(last.status, last.ms) : (last.error ?? '')) : ''}
          {delivery.nextAttemptAt && (
            <span className="block text-ink-3">{t.nextTry(stampTime(Date.parse(delivery.nextAttemptAt)))}</span>
          )}
        </td>
        <td className={`${cellClass} text-end whitespace-nowrap`}>
          {ended && (
            <Button
              size="sm"
              look="ghost"
              disabled={saving.busy}
              onClick={() => void saving.run(replay)}
              data-testid="replay-delivery"
            >
              <RotateCcw size={13} aria-hidden="true" />
              {words.settings.span.tell}
            </Button>
          )}
        </td>
      </tr>
      {(open || saving.error !== null) && (
        <tr>
          <td colSpan={4} className="pb-3">
            {saving.error !== null && <ProblemNotice error={saving.error} />}
            {open && <Particulars endpoint={endpoint} delivery={delivery} />}
          </td>
        </tr>
      )}
    </>
  )
}

function Particulars({ endpoint, delivery }: { endpoint: string; delivery: Delivery }) {
  const whole = useQuery({
    queryKey: ['webhook-endpoints', endpoint, 'delivery', delivery.seq],
    queryFn: ({ signal }) =>
      request<{ body: string | null }>(`/v1/webhook-endpoints/${endpoint}/deliveries/${delivery.seq}`, { signal }),
  })
  return (
    <div className="grid gap-2">
      <ul className="m-0 grid list-none gap-0.5 p-0 text-2xs text-ink-2">
        {delivery.attempts.map((attempt) => (
          <li key={attempt.at}>
            {exactTime(Date.parse(attempt.at))}: {attempt.error ?? t.answered(attempt.status ?? 0, attempt.ms)}
          </li>
        ))}
      </ul>
      {whole.isError && <ProblemNotice error={whole.error} />}
      {whole.data &&
        (whole.data.body === null ? (
          <p className="m-0 text-2xs text-ink-3">{t.bodyGone}</p>
        ) : (
          <BodyView label={t.body} text={whole.data.body} />
        ))}
    </div>
  )
}
