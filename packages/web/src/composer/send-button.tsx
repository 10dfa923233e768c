import type { Price } from '@casement/rules'
import { ChevronDown, Clock, CornerDownLeft, Smartphone, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { store, useStored } from '../controls/stored.ts'
import type { Content } from '../messages/messages.ts'
import { type Outgoing, undoSend, useLastSent } from '../messages/outbox.ts'
import { useWhile } from '../messages/undo-button.tsx'
import { words } from '../strings/words.ts'
import type { Thread } from '../threads/threads.ts'
import { SchedulePanel } from './schedule-panel.tsx'
import { sendLabel } from './send-label.ts'
import { ToMePanel } from './to-me-panel.tsx'
import { UNDO_KEY } from './use-sending.ts'

/** Sends, at the price that stands on it; beside it the other ways: later, or to oneself first. While a send can be undone, undoes it. */
export function SendButton({
  thread,
  price,
  ready,
  content,
  isEmpty,
  now,
  onSend,
  onSchedule,
  onTemplate,
  onUndone,
}: {
  thread: Thread
  price: Price | null
  ready: boolean
  content: Content | null
  isEmpty: boolean
  now: number
  onSend: () => void
  onSchedule: (at: number) => void
  onTemplate?: (() => void) | undefined
  onUndone: (item: Outgoing) => void
}) {
  const [panel, setPanel] = useState<'later' | 'to-me' | null>(null)
  const undoOff = useStored(UNDO_KEY) === 'off'
  const last = useLastSent(thread.id)
  const left = useWhile(last?.undoUntil ?? null)
  if (isEmpty && last && left > 0) return <Undo key={last.key} item={last} left={left} onUndone={onUndone} />
  return (
    <span className="relative inline-flex">
      <Button
        look="primary"
        type="submit"
        className="rounded-e-none"
        data-testid="composer-send"
        onClick={onSend}
        aria-disabled={!ready || undefined}
      >
        {sendLabel(price)}
        <kbd className="hidden bg-current/14 text-inherit opacity-80 desk:inline-grid desk:h-4 desk:place-items-center">
          <CornerDownLeft size={10} aria-label={words.composer.enter} />
        </kbd>
      </Button>
      <Menu
        label={words.desk.composer.sendMore}
        trigger={
          <Button
            look="primary"
            icon
            className="ms-px w-7 rounded-s-none"
            aria-label={words.desk.composer.sendMore}
            data-testid="composer-more"
          >
            <ChevronDown size={14} aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem onSelect={() => setPanel('later')}>
          <Clock size={14} aria-hidden="true" />
          {words.desk.composer.later}
        </MenuItem>
        <MenuItem onSelect={() => setPanel('to-me')}>
          <Smartphone size={14} aria-hidden="true" />
          {words.desk.composer.toMe}
        </MenuItem>
        <MenuItem checked={!undoOff} onSelect={() => store(UNDO_KEY, undoOff ? null : 'off')}>
          <Undo2 size={14} aria-hidden="true" />
          {words.desk.composer.undoFor}
        </MenuItem>
      </Menu>
      {panel === 'later' && (
        <SchedulePanel
          thread={thread}
          content={content}
          now={now}
          onSchedule={onSchedule}
          onTemplate={onTemplate}
          onClose={() => setPanel(null)}
        />
      )}
      {panel === 'to-me' && <ToMePanel thread={thread} content={content} onClose={() => setPanel(null)} />}
    </span>
  )
}

function Undo({ item, left, onUndone }: { item: Outgoing; left: number; onUndone: (item: Outgoing) => void }) {
  const [whole] = useState(left)
  return (
    <Button
      data-testid="composer-undo"
      title={words.desk.composer.undoHint}
      className="relative overflow-hidden"
      onClick={() => void undoSend(item).then((inTime) => inTime && onUndone(item))}
    >
      <span
        aria-hidden="true"
        className="drains pointer-events-none absolute inset-0 bg-accent opacity-15"
        style={{ animationDuration: `${whole}ms` }}
      />
      <Undo2 size={14} aria-hidden="true" />
      {words.desk.composer.undo}
    </Button>
  )
}
