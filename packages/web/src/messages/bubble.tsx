import { clsx } from 'clsx'
import { Bot, Megaphone, Workflow } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { isFree, priceUnderBubble } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { hasFailed } from './has-failed.ts'
import { BubbleTime } from './marker.tsx'
import type { Message } from './messages.ts'
import { PriceReason } from './price-reason.tsx'
import { rendered } from './render.ts'
import { RenderedMessage, type Stage } from './rendered-message.tsx'
import { Ticks } from './ticks.tsx'

/** Brings every error of the platform in plain words: only fetched once something failed. */
const Failure = lazy(() => import('./failure.tsx').then((module) => ({ default: module.Failure })))

const inStage: Stage = { button: 'text-ink-2', quiet: 'text-ink-3', divider: 'border-line' }
const outStage: Stage = { button: 'text-accent', quiet: 'text-ink-2', divider: 'border-accent/18' }

/** One message in the thread: what the phone shows, and under it who, when, at what price and how far it got. */
export function Bubble({ message, explain, onTemplate }: { message: Message; explain: boolean; onTemplate: () => void }) {
  const [open, setOpen] = useState<boolean | null>(null)
  const out = message.direction === 'out'
  const failed = hasFailed(message)
  const explained = open ?? explain

  return (
    <article
      data-testid="bubble"
      data-direction={message.direction}
      data-status={message.status}
      data-message={message.id}
      aria-label={out ? words.message.fromUs : words.message.fromThem}
      className={clsx('mt-[3px] mb-[7px] flex flex-col', out ? 'items-end' : 'items-start')}
    >
      <div
        className={clsx(
          'max-w-[min(404px,88%)] min-w-0 overflow-hidden rounded-bubble px-3 py-2 text-md leading-[1.43]',
          out ? 'rounded-tr-xs' : 'rounded-tl-xs',
          failed ? 'w-[340px] rounded-b-xs shadow-[inset_0_0_0_1.25px_var(--danger)]' : out ? 'bg-bubble-out' : 'bg-bubble-in',
        )}
      >
        <RenderedMessage rendered={rendered(message.message, message.template)} stage={out ? outStage : inStage} />
      </div>
      {failed && (
        <Suspense fallback={<div className="h-24" />}>
          <Failure message={message} onTemplate={onTemplate} />
        </Suspense>
      )}
      <div className="flex flex-wrap items-center gap-x-2 px-1 pt-[3px] text-2xs leading-[15px] text-ink-3">
        {out && <Sender message={message} />}
        <BubbleTime at={Date.parse(message.at)} />
        {out && message.price && !failed && (
          <button
            type="button"
            onClick={() => setOpen(!explained)}
            aria-expanded={explained}
            title={words.message.whyThisPrice}
            className={clsx('rounded-xs hover:underline', isFree(message.price) ? 'text-free' : 'font-medium text-ink')}
          >
            {priceUnderBubble(message.price)}
          </button>
        )}
        {out && <Ticks status={message.status} />}
        {(message.status === 'held' || message.status === 'unclear') && (
          <span className="text-warn-text">{message.because ?? words.statusLong[message.status]}</span>
        )}
      </div>
      {out && explained && !failed && message.price && <PriceReason message={message} price={message.price} />}
    </article>
  )
}

const senderIcons = { campaign: Megaphone, automation: Workflow, api: Bot } as const

function Sender({ message }: { message: Message }) {
  const by = message.sentBy
  if (!by) return null
  const Icon = by.kind === 'person' ? null : senderIcons[by.kind]
  return (
    <span className="inline-flex items-center gap-1">
      {Icon && <Icon size={12} aria-hidden="true" />}
      {by.name ?? words.sender[by.kind]}
    </span>
  )
}
