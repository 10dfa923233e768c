import type { Rendered, RenderedButton } from '@casement/rules'
import { clsx } from 'clsx'
import {
  ContactRound,
  Copy,
  CreditCard,
  ExternalLink,
  FormInput,
  List,
  MapPin,
  Phone,
  Reply,
  ShoppingBag,
  Store,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Stage } from './rendered-message.tsx'

const icons: Partial<Record<RenderedButton['kind'], typeof Reply>> = {
  reply: Reply,
  url: ExternalLink,
  phone: Phone,
  call: Phone,
  'call-permission': Phone,
  'copy-code': Copy,
  autofill: Copy,
  flow: FormInput,
  catalog: Store,
  products: ShoppingBag,
  product: ShoppingBag,
  'location-request': MapPin,
  'contact-request': ContactRound,
  pay: CreditCard,
  list: List,
}

/** The buttons below a message; of many, those that phones show, and one that opens the rest. */
export function RenderedButtons({ rendered, stage }: { rendered: Pick<Rendered, 'buttons' | 'folded'>; stage: Stage }) {
  const [all, setAll] = useState(false)
  const { buttons, folded } = rendered
  const shown = folded && !all ? buttons.slice(0, folded.shown) : buttons
  return (
    <>
      {shown.map((button, index) => (
        // Two buttons may carry one label while somebody writes.
        // biome-ignore lint/suspicious/noArrayIndexKey: their place is what tells them apart
        <BubbleButton key={`${index} ${button.kind}`} button={button} stage={stage} />
      ))}
      {folded && !all && <Line Icon={List} label={folded.text} stage={stage} onTap={() => setAll(true)} />}
    </>
  )
}

function BubbleButton({ button, stage }: { button: RenderedButton; stage: Stage }) {
  const onTap =
    button.kind === 'reply' ? stage.onReply && (() => stage.onReply?.(button)) : button.kind === 'list' ? stage.onList : undefined
  return (
    <Line
      Icon={icons[button.kind] ?? ExternalLink}
      label={button.text}
      title={button.url ?? button.phone ?? button.code}
      stage={stage}
      onTap={onTap}
      after={stage.after?.(button)}
    />
  )
}

function Line({
  Icon,
  label,
  title,
  stage,
  onTap,
  after,
}: {
  Icon: typeof Reply
  label: string
  title?: string | undefined
  stage: Stage
  onTap?: (() => void) | undefined
  after?: ReactNode
}) {
  const look = clsx(
    '-mx-3 mt-2 -mb-2 flex min-h-[34px] items-center justify-center gap-1.5 border-t px-3 py-[7px] text-sm font-medium [&+&]:mt-2',
    stage.divider,
    stage.button,
  )
  const content = (
    <>
      <Icon size={14} aria-hidden="true" />
      <span className="min-w-0 truncate">{label}</span>
      {after}
    </>
  )
  return onTap ? (
    <button type="button" className={clsx(look, 'w-[calc(100%+24px)]')} onClick={onTap}>
      {content}
    </button>
  ) : (
    <p className={look} title={title}>
      {content}
    </p>
  )
}
