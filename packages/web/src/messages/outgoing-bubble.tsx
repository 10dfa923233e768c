import { clsx } from 'clsx'
import { CircleAlert, CloudOff } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import { BubbleTime } from './marker.tsx'
import { dropOutgoing, type Outgoing, sendAgain, undoSend } from './outbox.ts'
import { rendered } from './render.ts'
import { RenderedMessage, type Stage } from './rendered-message.tsx'
import { Ticks } from './ticks.tsx'
import { UndoButton } from './undo-button.tsx'

const stage: Stage = { button: 'text-accent', quiet: 'text-ink-2', divider: 'border-accent/18' }

/** A message that the hub has not told us back yet: filled while it is being posted, outlined while it waits on this device. */
export function OutgoingBubble({ item, onPutBack }: { item: Outgoing; onPutBack: (item: Outgoing) => void }) {
  const waiting = item.state === 'waiting'
  const refused = item.state === 'refused'
  return (
    <article
      data-testid="bubble"
      data-direction="out"
      data-status={refused ? 'refused' : waiting ? 'waiting' : 'queued'}
      aria-label={words.message.fromUs}
      className="mt-[3px] mb-[7px] flex flex-col items-end"
    >
      <div
        className={clsx(
          'max-w-[min(404px,88%)] min-w-0 overflow-hidden rounded-bubble rounded-se-xs px-3 py-2 text-md leading-[1.43]',
          waiting && 'bg-surface shadow-[inset_0_0_0_1.25px_var(--accent-line)]',
          refused && 'bg-surface shadow-[inset_0_0_0_1.25px_var(--danger)]',
          !waiting && !refused && 'bg-bubble-out',
        )}
      >
        <RenderedMessage rendered={rendered(item.send.message, item.template)} stage={stage} />
      </div>
      <div className="flex items-center gap-2 px-1 pt-[3px] text-2xs leading-[15px] text-ink-3">
        {waiting && (
          <span className="inline-flex items-center gap-1 text-warn-text">
            <CloudOff size={12} aria-hidden="true" />
            {words.outbox.waiting}
          </span>
        )}
        <BubbleTime at={item.at} />
        {!waiting && !refused && <Ticks status="queued" />}
        {!refused && item.undoUntil !== undefined && (
          <UndoButton until={item.undoUntil} onUndo={() => void undoSend(item).then((inTime) => inTime && onPutBack(item))} />
        )}
      </div>
      {refused && (
        <div role="alert" className="mt-1 max-w-[88%] rounded-md bg-danger-tint px-3 py-2 text-xs">
          <p className="flex gap-2">
            <CircleAlert size={14} className="mt-0.5 text-danger-text" aria-hidden="true" />
            <span>
              <b className="font-strong text-danger-text">{words.outbox.refused}</b>{' '}
              {item.problem?.because ?? item.problem?.detail ?? item.problem?.title} {item.problem?.remedy}
            </span>
          </p>
          <p className="mt-2 ms-[22px] flex gap-2">
            <Button size="sm" onClick={() => onPutBack(item)}>
              {words.outbox.putBack}
            </Button>
            {(item.problem?.status ?? 0) >= 429 && (
              <Button size="sm" onClick={() => void sendAgain(item)}>
                {words.outbox.again}
              </Button>
            )}
            <Button size="sm" look="ghost" onClick={() => dropOutgoing(item.key)}>
              {words.outbox.discard}
            </Button>
          </p>
        </div>
      )}
    </article>
  )
}
