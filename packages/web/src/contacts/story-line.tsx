import { clsx } from 'clsx'
import { exactTime, spanSpoken, stampTime } from '../clock/time-words.ts'
import { amountText } from '../money/price-words.ts'
import { locale, words } from '../strings/words.ts'
import { marksOf, type Receipt, type Story, shareOf, spanOf } from './story.ts'

const dayOf = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
const dots = { in: 'bg-success', out: 'bg-danger', resume: 'bg-success' } as const
const LANE = 'relative h-7 border-t border-line'

/** One person's history as one line: windows, messages both ways, consent and cost over the same time. */
export function StoryLine({ story, name, now }: { story: Story; name: string; now: number }) {
  const t = words.people.page
  const span = spanOf(story, now)
  if (!span) return <p className="text-ink-3">{t.noStory}</p>
  const place = (at: string | number) => `${shareOf(typeof at === 'number' ? at : Date.parse(at), span) * 100}%`
  const inbound = story.messages.filter(({ direction }) => direction === 'in')
  const outbound = story.messages.filter(({ direction }) => direction === 'out')
  const paid = outbound.filter(({ price }) => price && Number(price.amount) > 0)
  const dearest = Math.max(...paid.map(({ price }) => Number(price?.amount)), 0)
  return (
    <figure className="m-0" data-testid="story-line">
      <div className="grid grid-cols-[84px_minmax(0,1fr)] text-2xs text-ink-3" role="img" aria-label={t.storyLabel(name)}>
        <Lane label={t.lanes.window}>
          {story.windows.map((window) => (
            <span
              key={`${window.threadId} ${window.from}`}
              title={`${exactTime(Date.parse(window.from))} – ${exactTime(Date.parse(window.until))}`}
              className={clsx(
                'absolute inset-y-2 min-w-[3px] rounded-xs',
                Date.parse(window.until) > now ? 'bg-open' : 'bg-open/45',
              )}
              style={{
                insetInlineStart: place(window.from),
                width: `${(shareOf(Date.parse(window.until), span) - shareOf(Date.parse(window.from), span)) * 100}%`,
              }}
            />
          ))}
        </Lane>
        <Lane label={t.lanes.in}>
          {inbound.map((message) => (
            <Tick
              key={message.id}
              at={place(message.at)}
              look="bg-ink-2"
              title={`${exactTime(Date.parse(message.at))}: ${message.text}`}
            />
          ))}
          {story.calls
            .filter(({ direction }) => direction === 'in')
            .map((call) => (
              <Tick
                key={call.id}
                at={place(call.at)}
                look="bg-free-entry"
                title={`${exactTime(Date.parse(call.at))}: ${t.called}`}
              />
            ))}
        </Lane>
        <Lane label={t.lanes.out}>
          {outbound.map((message) => (
            <Tick
              key={message.id}
              at={place(message.at)}
              look={
                message.status === 'failed'
                  ? 'bg-danger'
                  : message.price?.category === 'service'
                    ? 'bg-(--state-delivered)'
                    : 'bg-accent'
              }
              title={`${exactTime(Date.parse(message.at))}: ${message.text}`}
            />
          ))}
        </Lane>
        <Lane label={t.lanes.consent}>
          {story.statements.map((receipt) => (
            <span
              key={receipt.id}
              title={`${exactTime(Date.parse(receipt.at))}: ${receiptText(receipt)}`}
              className={clsx(
                'absolute top-[9px] size-2.5 -translate-x-1/2 rounded-full rtl:translate-x-1/2',
                dots[receipt.choice],
              )}
              style={{ insetInlineStart: place(receipt.at) }}
            />
          ))}
        </Lane>
        <Lane label={t.lanes.cost}>
          {paid.map((message) => (
            <span
              key={message.id}
              title={`${exactTime(Date.parse(message.at))}: ${amountText(message.price?.amount ?? '0', message.price?.currency ?? 'USD')}`}
              className="absolute bottom-0 w-[3px] bg-ink"
              style={{
                insetInlineStart: place(message.at),
                height: `${Math.max(15, (Number(message.price?.amount) / dearest) * 80)}%`,
              }}
            />
          ))}
        </Lane>
        <span />
        <div className="relative h-5 border-t border-line-strong">
          {marksOf(span).map((mark, index) => (
            <span
              key={mark}
              className={clsx(
                'absolute top-1 -translate-x-1/2 whitespace-nowrap rtl:translate-x-1/2',
                (index % 2 === 1 || shareOf(mark, span) > 0.9) && 'max-desk:hidden',
                (shareOf(mark, span) > 0.95 || shareOf(mark, span) < 0.04) && 'hidden',
              )}
              style={{ insetInlineStart: place(mark) }}
            >
              {mark % 86_400_000 === 0 ? dayOf.format(mark) : stampTime(mark)}
            </span>
          ))}
          {now < span.until && (
            <span
              className="absolute -top-[140px] bottom-0 w-px bg-accent"
              style={{ insetInlineStart: place(now) }}
              aria-hidden="true"
            />
          )}
        </div>
      </div>
      {!story.whole && <p className="mt-1 text-xs text-ink-3">{t.notWhole}</p>}
      <details className="mt-2 text-xs">
        <summary className="cursor-pointer text-ink-2">{t.asTable}</summary>
        <div className="mt-1 max-h-72 overflow-y-auto">
          <table className="w-full">
            <thead>
              <tr className="text-ink-3">
                <th className="w-44 text-start font-medium">{t.when}</th>
                <th className="text-start font-medium">{t.what}</th>
              </tr>
            </thead>
            <tbody>
              {momentsOf(story).map(({ key, at, what }) => (
                <tr key={key} className="border-t border-line align-top">
                  <td className="py-1 pe-3 text-ink-3">{exactTime(at)}</td>
                  <td className="py-1">{what}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}

const Lane = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <>
    <span className="self-center border-t border-transparent">{label}</span>
    <div className={LANE}>{children}</div>
  </>
)

const Tick = ({ at, look, title }: { at: string; look: string; title: string }) => (
  <span title={title} className={clsx('absolute inset-y-1.5 w-[3px] rounded-full', look)} style={{ insetInlineStart: at }} />
)

export function receiptText({ choice, purpose, evidence }: Receipt): string {
  const t = words.people.page
  const label = purposeName(purpose)
  return `${t.choices[choice]} ${label}, ${t.how[evidence.how as keyof typeof t.how] ?? evidence.how}`
}

export const purposeName = (purpose: string): string =>
  (words.desk.panel.purposes[purpose as 'marketing'] ?? purpose.replace(/^own\./, '').replaceAll('-', ' ')).toLowerCase()

function momentsOf(story: Story): { key: string; at: number; what: string }[] {
  const t = words.people.page
  return [
    ...story.windows.map((window) => ({
      key: `window ${window.threadId} ${window.from}`,
      at: Date.parse(window.from),
      what: t.windowFor(spanSpoken(Date.parse(window.until) - Date.parse(window.from))),
    })),
    ...story.messages.map((message) => ({
      key: message.id,
      at: Date.parse(message.at),
      what: `${message.direction === 'in' ? t.lanes.in : t.lanes.out}: ${message.text}${message.price ? ` (${amountText(message.price.amount, message.price.currency)})` : ''}`,
    })),
    ...story.calls.map((call) => ({
      key: call.id,
      at: Date.parse(call.at),
      what: call.direction === 'in' ? t.called : t.weCalled,
    })),
    ...story.statements.map((receipt) => ({ key: receipt.id, at: Date.parse(receipt.at), what: receiptText(receipt) })),
  ].sort((a, b) => b.at - a.at)
}
