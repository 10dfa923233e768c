import type { Rendered } from '@casement/rules'
import { useQueryClient } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Bot, Forward, Megaphone, MousePointerClick, Workflow } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { clockTime } from '../clock/time-words.ts'
import { draftOf, keepDraft } from '../composer/draft.ts'
import { isFree, priceUnderBubble } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { flowAnswers } from './flow-answers.ts'
import { hasFailed } from './has-failed.ts'
import type { Reaction } from './log-lines.ts'
import { BubbleTime } from './marker.tsx'
import { ShownFile } from './media-view.tsx'
import { type Message, withdrawMessage } from './messages.ts'
import { PriceReason } from './price-reason.tsx'
import { rendered } from './render.ts'
import { RenderedMessage, type Stage } from './rendered-message.tsx'
import { FlowAnswers } from './rendered-parts.tsx'
import { type Tap, tapOf } from './taps.ts'
import { Ticks } from './ticks.tsx'
import { UndoButton } from './undo-button.tsx'

/** Brings every error of the platform in plain words: only fetched once something failed. */
const Failure = lazy(() => import('./failure.tsx').then((module) => ({ default: module.Failure })))

const inStage: Stage = { button: 'text-ink-2', quiet: 'text-ink-3', divider: 'border-line' }
const outStage: Stage = { button: 'text-accent', quiet: 'text-ink-2', divider: 'border-accent/18' }

const NO_TAPS: readonly Tap[] = []

const onButton = (drawn: Rendered, url: string): boolean => drawn.buttons.some((button) => button.url === url)

/** What became of a message of ours, on the message itself: when a button or a row was tapped, how often its link was followed. */
function withResults(drawn: Rendered, taps: readonly Tap[], links: NonNullable<Message['links']>): Stage {
  if (taps.length === 0 && links.length === 0) return outStage
  const tapped = (wanted: { id?: string | undefined; title: string }) => {
    const tap = tapOf(taps, wanted)
    return tap && <Result>{words.desk.log.tapped(clockTime(tap.at), tap.times)}</Result>
  }
  return {
    ...outStage,
    after: (button) => {
      if (button.kind === 'reply') return tapped({ id: button.id, title: button.text })
      const link = links.find(({ url }) => url === button.url)
      return link && <Result testId="link-followed">{words.desk.log.followed(link.clicks)}</Result>
    },
    ...(drawn.list && taps.length > 0 ? { afterRow: tapped } : {}),
  }
}

function Result({ testId = 'tapped', children }: { testId?: string; children: string }) {
  return (
    <span
      className="ms-1.5 inline-flex flex-none items-center gap-1 rounded-full bg-accent/12 px-1.5 text-2xs font-medium"
      data-testid={testId}
    >
      <MousePointerClick size={10} aria-hidden="true" />
      {children}
    </span>
  )
}

/** One message in the thread: what the phone shows, and under it who, when, at what price and how far it got. */
export function Bubble({
  message,
  explain,
  reactions,
  taps = NO_TAPS,
  quotedIn,
  onJump,
  onTemplate,
}: {
  message: Message
  explain: boolean
  reactions?: readonly Reaction[] | undefined
  /** Its buttons and rows that were tapped. */
  taps?: readonly Tap[] | undefined
  /** The loaded messages by wamid: what this one answers may be among them. */
  quotedIn: ReadonlyMap<string, Message>
  onJump: (messageId: string) => void
  onTemplate: () => void
}) {
  const [open, setOpen] = useState<boolean | null>(null)
  const out = message.direction === 'out'
  const failed = hasFailed(message)
  const explained = open ?? explain
  const drawn = useMemo(() => rendered(message.message, message.template), [message])
  const stage = useMemo(() => (out ? withResults(drawn, taps, message.links ?? []) : inStage), [out, drawn, taps, message.links])
  const answers = useMemo(() => flowAnswers(message.message), [message])

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
          out ? 'rounded-se-xs' : 'rounded-ss-xs',
          failed ? 'w-[340px] rounded-b-xs shadow-[inset_0_0_0_1.25px_var(--danger)]' : out ? 'bg-bubble-out' : 'bg-bubble-in',
        )}
      >
        {drawn.forwarded && (
          <p className="mb-0.5 flex items-center gap-1 text-2xs text-ink-3">
            <Forward size={11} aria-hidden="true" />
            {words.desk.log[drawn.forwarded === 'often' ? 'forwardedOften' : 'forwarded']}
          </p>
        )}
        {drawn.quotes && <Quoted quoted={quotedIn.get(drawn.quotes) ?? message.about ?? undefined} onJump={onJump} />}
        <ShownFile value={message.media ?? null}>
          <RenderedMessage rendered={drawn} stage={stage} />
        </ShownFile>
        {answers.length > 0 && <FlowAnswers answers={answers} />}
      </div>
      {(reactions || message.reactions) && <Reactions reactions={reactions ?? told(message.reactions)} />}
      {failed && (
        <Suspense fallback={<div className="h-24" />}>
          <Failure message={message} onTemplate={onTemplate} />
        </Suspense>
      )}
      <div className="flex flex-wrap items-center gap-x-2 px-1 pt-[3px] text-2xs leading-[15px] text-ink-3">
        {out && <Sender message={message} />}
        <BubbleTime at={Date.parse(message.at)} />
        {message.links
          ?.filter(({ url }) => !onButton(drawn, url))
          .map(({ url, clicks }) => (
            <span key={url} className="inline-flex items-center gap-1 text-accent" title={url} data-testid="link-followed">
              <MousePointerClick size={11} aria-hidden="true" />
              {words.desk.log.followed(clicks)}
            </span>
          ))}
        {message.editedAt && <span>{words.desk.notes.edited}</span>}
        {message.revokedAt && <span>{words.desk.log.revoked}</span>}
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
        {message.status === 'queued' && message.undoUntil && <UndoSent message={message} />}
        {(message.status === 'held' || message.status === 'unclear') && (
          <span className="text-warn-text">{message.because ?? words.statusLong[message.status]}</span>
        )}
      </div>
      {out && explained && !failed && message.price && <PriceReason message={message} price={message.price} />}
    </article>
  )
}

/** Reactions as the hub tells them, of messages that are not loaded here. */
const told = (reactions: Message['reactions']): readonly Reaction[] =>
  (reactions ?? []).map(({ author, emoji }) => ({ emoji, from: author === 'us' ? 'out' : 'in' }))

/** What this message answers, in a line; a press leads to it. */
function Quoted({ quoted, onJump }: { quoted: NonNullable<Message['about']> | undefined; onJump: (messageId: string) => void }) {
  const look =
    '-mx-1.5 -mt-0.5 mb-1 block w-[calc(100%+12px)] rounded-md border-s-2 border-accent bg-current/6 px-2 py-1 text-start text-xs'
  if (!quoted) return <p className={look}>{words.desk.log.quoteGone}</p>
  return (
    <button type="button" className={look} onClick={() => onJump(quoted.id)} title={words.desk.log.showQuoted}>
      <b className="block font-medium">{words.desk.log.quoted[quoted.direction]}</b>
      <span className="line-clamp-2 opacity-80">{quoted.text}</span>
    </button>
  )
}

function Reactions({ reactions }: { reactions: readonly Reaction[] }) {
  return (
    <p
      className="z-1 -mt-1.5 mx-2 flex w-fit gap-0.5 rounded-full bg-surface px-1.5 text-sm leading-[22px] shadow-control dark:bg-raised"
      data-testid="reactions"
    >
      {reactions.map(({ emoji, from }) => (
        <span key={from + emoji} role="img" aria-label={words.desk.log.reactedWith(emoji, words.desk.log.reactors[from])}>
          {emoji}
        </span>
      ))}
    </p>
  )
}

/** Takes back what an earlier page of this browser, or somebody else, has just sent. */
function UndoSent({ message }: { message: Message }) {
  const client = useQueryClient()
  const undo = async () => {
    await withdrawMessage(message.id).catch(() => undefined)
    if (message.type === 'text' && draftOf(message.threadId) === '') keepDraft(message.threadId, message.text)
    void client.invalidateQueries({ queryKey: ['messages', message.threadId] })
  }
  return <UndoButton until={Date.parse(message.undoUntil ?? '')} onUndo={() => void undo()} />
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
