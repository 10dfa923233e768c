import { clsx } from 'clsx'
import { Repeat } from 'lucide-react'
import { useState } from 'react'
import { clockTimeWithSeconds } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { words } from '../strings/words.ts'
import { describeWebhook } from './describe-webhook.ts'
import { replayWebhook, useWebhooks, type WebhookDelivery } from './emulator.ts'

/** What the platform told the hub: every webhook, its answer, and on demand its whole body. */
export function WebhookLog() {
  const log = useWebhooks()
  const [open, setOpen] = useState<string | null>(null)
  const shown = (log.data ?? []).toReversed()
  return (
    <div className="flex min-h-0 min-w-0 flex-col border-s border-line">
      <h2 className="flex h-11 flex-none items-center px-4 font-strong">{words.webhook.title}</h2>
      {log.isError && <ProblemNotice error={log.error} onRetry={() => void log.refetch()} className="mx-4" />}
      {log.isSuccess && shown.length === 0 && <p className="px-4 text-xs text-ink-3">{words.webhook.none}</p>}
      <ScrollRegion label={words.webhook.title} className="min-h-0 flex-1">
        <ol className="m-0 list-none p-0">
          {shown.map((delivery) => (
            <li key={delivery.id} className="border-t border-line">
              <Delivery
                delivery={delivery}
                open={open === delivery.id}
                onToggle={() => setOpen(open === delivery.id ? null : delivery.id)}
              />
            </li>
          ))}
        </ol>
      </ScrollRegion>
    </div>
  )
}

function Delivery({ delivery, open, onToggle }: { delivery: WebhookDelivery; open: boolean; onToggle: () => void }) {
  const { kind, line, at, answer, fine } = describeWebhook(delivery)
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className={clsx(
          'grid h-[31px] w-full grid-cols-[60px_82px_minmax(0,1fr)_auto] items-center gap-2.5 px-4 text-start text-xs',
          open ? 'bg-selected' : 'hover:bg-hover',
        )}
      >
        <span className="font-mono text-[0.92em] text-ink-3">{clockTimeWithSeconds(at)}</span>
        <span>
          <Chip tone={kind === 'messages' ? 'accent' : kind === 'failed' ? 'bad' : 'plain'}>{kind}</Chip>
        </span>
        <span className="truncate">{line}</span>
        <span className={clsx('text-end', fine ? 'text-ink-3' : 'text-danger-text')}>{answer}</span>
      </button>
      {open && (
        <div className="border-t border-line bg-sunken">
          <ScrollRegion label={words.webhook.body} className="max-h-80">
            <pre className="m-0 px-4 py-2.5 font-mono text-[11.5px] leading-[1.58] break-all whitespace-pre-wrap text-ink-2">
              {pretty(delivery.body)}
            </pre>
          </ScrollRegion>
          <p className="flex items-center gap-2 px-4 pb-2.5">
            <Button size="sm" onClick={() => void replayWebhook(words.action.replayed, delivery.id).catch(() => undefined)}>
              <Repeat size={13} aria-hidden="true" />
              {words.webhook.replay}
            </Button>
            <span className="min-w-0 flex-1 truncate text-end font-mono text-2xs text-ink-3">{delivery.signature}</span>
          </p>
        </div>
      )}
    </>
  )
}

function pretty(body: unknown): string {
  if (typeof body !== 'string') return JSON.stringify(body, null, 2)
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
