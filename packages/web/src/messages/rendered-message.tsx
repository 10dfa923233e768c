import type { Rendered, RenderedButton } from '@casement/rules'
import { clsx } from 'clsx'
import { clockTime } from '../clock/time-words.ts'
import { words } from '../strings/words.ts'
import { RenderedButtons } from './rendered-buttons.tsx'
import { RenderedCards } from './rendered-cards.tsx'
import { RenderedHeaderBox } from './rendered-header.tsx'
import { OfferBox } from './rendered-offer.tsx'
import { Cart, ContactCard, ListRows, Products } from './rendered-parts.tsx'
import { Spans } from './spans.tsx'

/** Colours and behaviour that differ between desk, preview and phone; what is drawn is the same everywhere. */
export type Stage = {
  readonly button: string
  readonly quiet: string
  readonly divider: string
  /** When given, the buttons that a customer can tap are real buttons. */
  readonly onReply?: (button: RenderedButton) => void
  readonly onList?: () => void
  /** Drawn behind the label of a button, such as how many tapped it. */
  readonly after?: (button: RenderedButton) => React.ReactNode
  /** The same behind a row of a list; once it is given, the rows stand open. */
  readonly afterRow?: (row: { readonly id: string; readonly title: string }) => React.ReactNode
  /** Wraps the end of the body, where phones write the time. */
  readonly tail?: React.ReactNode
}

/** One message, drawn from what the renderer of the rules says a phone shows. */
export function RenderedMessage({ rendered, stage }: { rendered: Rendered; stage: Stage }) {
  const { header, contacts, order, products, cards } = rendered
  const empty = rendered.body.length === 0 && !header && !contacts && !order && !products && !cards
  const unfolds = rendered.list !== undefined && !stage.onList
  return (
    <div dir={rendered.direction} className="min-w-0">
      {rendered.referral && <Referral referral={rendered.referral} />}
      {rendered.header && <RenderedHeaderBox header={rendered.header} quiet={stage.quiet} />}
      {rendered.offer && <OfferBox offer={rendered.offer} quiet={stage.quiet} />}
      {rendered.contacts?.map((contact) => (
        <ContactCard key={contact.name + contact.phones.join()} contact={contact} quiet={stage.quiet} />
      ))}
      {rendered.order && <Cart order={rendered.order} quiet={stage.quiet} />}
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
      {rendered.footer && (
        <p className={clsx('mt-0.5 flow-root text-xs', stage.quiet)}>
          {rendered.footer}
          {stage.tail}
        </p>
      )}
      {rendered.products && <Products products={rendered.products} quiet={stage.quiet} />}
      {/* On the desk the rows of a list unfold in its bubble, under its own words; on a phone they are a sheet. */}
      <RenderedButtons rendered={unfolds ? withoutListButton(rendered) : rendered} stage={stage} />
      {unfolds && rendered.list && <ListRows list={rendered.list} after={stage.afterRow} />}
      {rendered.cards && <RenderedCards cards={rendered.cards} stage={stage} />}
    </div>
  )
}

const withoutListButton = (rendered: Rendered): Pick<Rendered, 'buttons' | 'folded'> => ({
  buttons: rendered.buttons.filter((button) => button.kind !== 'list'),
})

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
