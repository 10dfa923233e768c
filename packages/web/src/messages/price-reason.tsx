import { compareAmounts } from '@casement/platform'
import { Fragment } from 'react'
import { amountText } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { Message } from './messages.ts'

/** Under a bubble's price: the sentence that decided it, the rule and policy it comes from, and what Meta charged in the end. */
export function PriceReason({ message, price }: { message: Message; price: NonNullable<Message['price']> }) {
  const charged = price.charged
  const differs = charged && compareAmounts(charged.amount, price.amount) !== 0
  return (
    <p className="max-w-[min(404px,88%)] px-1 pt-0.5 text-end text-2xs leading-[15px] text-ink-3" data-testid="price-reason">
      {price.because} {message.because !== price.because && message.because}{' '}
      {[...new Set([message.rule, price.rule, price.policy])].filter(Boolean).map((id) => (
        <Fragment key={id}>
          <span className="font-mono text-[0.92em] whitespace-nowrap">{id}</span>{' '}
        </Fragment>
      ))}
      {price.estimate && !charged && <> {words.money.estimate}</>}
      {differs && (
        <span className="text-warn-text"> {words.money.chargedInstead(amountText(charged.amount, charged.currency))}</span>
      )}
    </p>
  )
}
