import type { Rendered, RenderedButton, RenderedHeader } from '@casement/rules'
import { clsx } from 'clsx'
import {
  ContactRound,
  Copy,
  ExternalLink,
  File,
  Film,
  Image,
  List,
  MapPin,
  Mic,
  Phone,
  Reply,
  ShoppingBag,
  Sticker,
} from 'lucide-react'
import { clockTime } from '../clock/time-words.ts'
import { words } from '../strings/en.ts'
import { Spans } from './spans.tsx'

/** Colours and behaviour that differ between desk, preview and phone; what is drawn is the same everywhere. */
export type Stage = {
  readonly button: string
  readonly quiet: string
  readonly divider: string
  /** When given, the buttons that a customer can tap are real buttons. */
  readonly onReply?: (button: RenderedButton) => void
  readonly onList?: () => void
  /** Wraps the end of the body, where phones write the time. */
  readonly tail?: React.ReactNode
}

/** One message, drawn from what the renderer of the rules says a phone shows. */
export function RenderedMessage({ rendered, stage }: { rendered: Rendered; stage: Stage }) {
  const shown = rendered.folded ? rendered.buttons.slice(0, rendered.folded.shown) : rendered.buttons
  const empty = rendered.body.length === 0 && !rendered.header && !rendered.contacts && !rendered.order
  return (
    <div dir={rendered.direction} className="min-w-0">
      {rendered.referral && <Referral referral={rendered.referral} />}
      {rendered.header && <Header header={rendered.header} quiet={stage.quiet} />}
      {rendered.contacts?.map((contact) => (
        <p key={contact.name + contact.phones.join()} className="flex items-center gap-2">
          <ContactRound size={16} aria-hidden="true" />
          <span>
            {contact.name} <span className={stage.quiet}>{contact.phones[0]}</span>
          </span>
        </p>
      ))}
      {rendered.order && (
        <p className="flex items-center gap-2">
          <ShoppingBag size={16} aria-hidden="true" />
          {words.message.order(rendered.order.items.length, rendered.order.total, rendered.order.currency)}
        </p>
      )}
      <div
        className={clsx(
          'break-words whitespace-pre-wrap',
          rendered.emojiOnly !== undefined && rendered.emojiOnly > 0 && rendered.emojiOnly <= 3 && 'text-[28px] leading-tight',
        )}
      >
        {empty && !rendered.reaction ? (
          <span className={stage.quiet}>{rendered.notice ?? words.message.unknown(rendered.kind)}</span>
        ) : null}
        {rendered.reaction && <span className="text-xl">{rendered.reaction.emoji || words.message.reactionRemoved}</span>}
        <Spans spans={rendered.body} />
        {!rendered.footer && stage.tail}
      </div>
      {rendered.offer && <p className={clsx('mt-1 text-xs', stage.quiet)}>{rendered.offer.text}</p>}
      {rendered.footer && (
        <p className={clsx('mt-0.5 text-xs', stage.quiet)}>
          {rendered.footer}
          {stage.tail}
        </p>
      )}
      {shown.map((button) => (
        <BubbleButton key={`${button.kind} ${button.text}`} button={button} stage={stage} />
      ))}
      {rendered.folded && <ListButton label={rendered.folded.text} stage={stage} />}
    </div>
  )
}

const buttonIcons: Partial<Record<RenderedButton['kind'], typeof Reply>> = {
  reply: Reply,
  url: ExternalLink,
  phone: Phone,
  call: Phone,
  'copy-code': Copy,
  autofill: Copy,
  list: List,
}

function BubbleButton({ button, stage }: { button: RenderedButton; stage: Stage }) {
  const Icon = buttonIcons[button.kind] ?? ExternalLink
  const look = clsx(
    '-mx-3 mt-2 -mb-2 flex items-center justify-center gap-1.5 border-t px-3 py-[7px] text-sm font-medium [&+&]:mt-2',
    stage.divider,
    stage.button,
  )
  const content = (
    <>
      <Icon size={14} aria-hidden="true" />
      <span className="min-w-0 truncate">{button.text}</span>
    </>
  )
  const onTap =
    button.kind === 'reply' ? stage.onReply && (() => stage.onReply?.(button)) : button.kind === 'list' ? stage.onList : undefined
  if (onTap) {
    return (
      <button type="button" className={clsx(look, 'w-[calc(100%+24px)]')} onClick={onTap}>
        {content}
      </button>
    )
  }
  return (
    <p className={look} title={button.url ?? button.phone}>
      {content}
    </p>
  )
}

function ListButton({ label, stage }: { label: string; stage: Stage }) {
  const look = clsx(
    '-mx-3 mt-2 -mb-2 flex items-center justify-center gap-1.5 border-t px-3 py-[7px] text-sm font-medium',
    stage.divider,
    stage.button,
  )
  const content = (
    <>
      <List size={14} aria-hidden="true" />
      {label}
    </>
  )
  return stage.onList ? (
    <button type="button" className={clsx(look, 'w-[calc(100%+24px)]')} onClick={stage.onList}>
      {content}
    </button>
  ) : (
    <p className={look}>{content}</p>
  )
}

const mediaIcons = { image: Image, video: Film, gif: Film, document: File, audio: Mic, sticker: Sticker } as const

function Header({ header, quiet }: { header: RenderedHeader; quiet: string }) {
  if (header.kind === 'text') {
    return (
      <p className="mb-0.5 font-strong">
        <Spans spans={header.spans} />
      </p>
    )
  }
  if (header.kind === 'location') {
    return (
      <p className="mb-1 flex items-center gap-2">
        <MapPin size={16} aria-hidden="true" />
        <span>
          {header.name ?? words.message.location} <span className={quiet}>{header.address}</span>
        </span>
      </p>
    )
  }
  if (header.kind === 'product') return <p className={clsx('mb-1', quiet)}>{words.message.product}</p>
  const Icon = mediaIcons[header.kind]
  return (
    <p className="mb-1 flex items-center gap-2 rounded-sm bg-current/6 px-2 py-2">
      <Icon size={16} aria-hidden="true" />
      <span className="min-w-0 truncate">{header.filename ?? words.message.media[header.voice ? 'voice' : header.kind]}</span>
    </p>
  )
}

function Referral({ referral }: { referral: NonNullable<Rendered['referral']> }) {
  return (
    <div className="-mx-1.5 -mt-0.5 mb-1 rounded-md bg-current/6 px-2 py-1.5 text-xs leading-snug">
      <p className="opacity-80">{words.message.fromAd}</p>
      <p className="truncate font-medium">{referral.headline || referral.body || referral.url}</p>
    </div>
  )
}

/** The time at the end of a phone's bubble. */
export const phoneTail = (at: number, className: string) => <span className={className}>{clockTime(at)}</span>
