import type { RenderedButton } from '@casement/rules'
import { clsx } from 'clsx'
import { useState } from 'react'
import type { Message } from '../messages/messages.ts'
import { rendered } from '../messages/render.ts'
import { phoneTail, RenderedMessage } from '../messages/rendered-message.tsx'
import { words } from '../strings/words.ts'
import { shownAt } from './phone-chat.ts'
import { phoneStage } from './phone-stage.ts'

export type PhoneReply =
  | { readonly kind: 'button'; readonly message: Message; readonly button: RenderedButton }
  | {
      readonly kind: 'row'
      readonly message: Message
      readonly row: { readonly id: string; readonly title: string; readonly description: string }
    }

/** One message on the customer's phone. Buttons and lists are alive: tapping them answers. */
export function PhoneBubble({ message, onReply }: { message: Message; onReply: (reply: PhoneReply) => void }) {
  const [listOpen, setListOpen] = useState(false)
  const mine = message.direction === 'in'
  const drawn = rendered(message.message, message.template)
  return (
    <article
      data-testid="phone-bubble"
      data-direction={mine ? 'out' : 'in'}
      aria-label={mine ? words.phone.mine : words.phone.theirs}
      className={clsx('flex max-w-[88%] flex-col', mine ? 'self-end' : 'self-start')}
    >
      <div
        className={clsx(
          'overflow-hidden rounded-[10px] px-3 pt-[7px] pb-1.5 shadow-[0_1px_1px_rgb(0_0_0/.08)]',
          mine ? 'rounded-se-[3px] bg-phone-out' : 'rounded-ss-[3px] bg-phone-in',
        )}
      >
        <RenderedMessage
          rendered={drawn}
          stage={{
            ...phoneStage,
            tail: phoneTail(shownAt(message), 'float-end mt-1.5 -mb-0.5 ms-2.5 text-[10px] text-phone-ink-2'),
            ...(mine
              ? {}
              : { onReply: (button) => onReply({ kind: 'button', message, button }), onList: () => setListOpen(!listOpen) }),
          }}
        />
      </div>
      {listOpen && drawn.list && (
        <ul className="opens m-0 mt-1 list-none overflow-hidden rounded-[10px] bg-phone-in p-0 shadow-[0_1px_1px_rgb(0_0_0/.08)]">
          {drawn.list.sections.flatMap((section) =>
            section.rows.map((row) => (
              <li key={row.id} className="border-b border-[rgb(127_127_127/.18)] last:border-0">
                <button
                  type="button"
                  className="w-full px-3 py-2 text-start"
                  onClick={() => {
                    setListOpen(false)
                    onReply({ kind: 'row', message, row })
                  }}
                >
                  {row.title}
                  {row.description && <span className="block text-xs text-phone-ink-2">{row.description}</span>}
                </button>
              </li>
            )),
          )}
        </ul>
      )}
    </article>
  )
}
