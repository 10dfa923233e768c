import { errorByCode } from '@casement/platform'
import { CircleAlert } from 'lucide-react'
import { platformNow } from '../clock/platform-clock.ts'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import { useThread } from '../threads/threads.ts'
import type { Message } from './messages.ts'
import { sendMessage } from './outbox.ts'

/** The service window was closed for this free-form message: only a template helps. */
const WINDOW_CLOSED = 131047

/** Why a message did not arrive, in plain words with Meta's code small, and the one right thing to do about it. */
export function Failure({ message, onTemplate }: { message: Message; onTemplate: () => void }) {
  const thread = useThread(message.threadId).data
  const { error } = message
  const code = error?.code ?? null
  const known = code === null ? undefined : errorByCode(code)
  const windowClosed = code === WINDOW_CLOSED || message.rule === 'window.closed'
  const mayRepeat = message.status === 'expired' || known?.class === 'retry' || known?.class === 'wait'
  const happened = error?.happened ?? known?.happened ?? message.because ?? error?.title ?? words.failure.unknown
  const remedy = error?.remedy ?? known?.remedy

  const repeat = () => {
    if (!thread) return
    void sendMessage({
      threadId: message.threadId,
      send: { from: thread.number.id, to: { contactId: thread.contact.id }, message: message.message },
      template: message.template,
      text: message.text,
      at: platformNow(),
    })
  }

  return (
    <div className="mt-0.5 w-[340px] max-w-[88%] rounded-xs rounded-b-bubble bg-danger-tint px-[11px] pt-[9px] pb-2.5 text-xs leading-[1.45]">
      <p className="flex gap-[7px]">
        <CircleAlert size={14} className="mt-0.5 text-danger-text" aria-hidden="true" />
        <span className="min-w-0">
          <b className="font-strong text-danger-text">{words.failure[message.status === 'expired' ? 'expired' : 'title']}</b>{' '}
          {happened} {!windowClosed && !mayRepeat && remedy}{' '}
          {code !== null && (
            <span className="text-ink-2">
              {words.failure.code(code)}
              {error?.title && `, ${error.title.toLowerCase()}`}
            </span>
          )}
        </span>
      </p>
      {windowClosed ? (
        <Button look="primary" size="sm" className="mt-2 ms-[21px]" onClick={onTemplate}>
          {words.failure.chooseTemplate}
        </Button>
      ) : (
        mayRepeat && (
          <Button look="primary" size="sm" className="mt-2 ms-[21px]" onClick={repeat}>
            {words.failure.again}
          </Button>
        )
      )}
    </div>
  )
}
