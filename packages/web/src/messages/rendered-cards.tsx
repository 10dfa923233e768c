import type { RenderedCard } from '@casement/rules'
import { words } from '../strings/words.ts'
import { RenderedButtons } from './rendered-buttons.tsx'
import { RenderedHeaderBox } from './rendered-header.tsx'
import type { Stage } from './rendered-message.tsx'
import { Spans } from './spans.tsx'

/** The cards of a carousel, side by side; keys scroll them because the row takes the focus. */
export function RenderedCards({ cards, stage }: { cards: readonly RenderedCard[]; stage: Stage }) {
  return (
    <section
      aria-label={words.templateDesk.phone.cards(cards.length)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
      tabIndex={0}
      className="-mx-3 mt-2 -mb-1 flex snap-x gap-2 overflow-x-auto px-3 pb-2"
    >
      {cards.map((card, index) => (
        <article
          // biome-ignore lint/suspicious/noArrayIndexKey: a card is its place
          key={index}
          aria-label={words.templateDesk.phone.card(index + 1, cards.length)}
          className="w-[188px] flex-none snap-start overflow-hidden rounded-md bg-current/4 px-3 py-2"
        >
          {card.header && <RenderedHeaderBox header={card.header} quiet={stage.quiet} />}
          <div className="break-words whitespace-pre-wrap">
            <Spans spans={card.body} />
          </div>
          <RenderedButtons rendered={{ buttons: card.buttons }} stage={stage} />
        </article>
      ))}
    </section>
  )
}
