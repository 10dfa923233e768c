import { X } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Composer, type ComposerMode } from '../composer/composer.tsx'
import { draftOf, keepDraft, useDraft } from '../composer/draft.ts'
import { ContactPanel } from '../contacts/contact-panel.tsx'
import { Button } from '../controls/button.tsx'
import { focusWhenThere } from '../controls/focus-when-there.ts'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { useSayPresence } from '../live/presence.ts'
import { useCrossings } from '../live/use-crossings.ts'
import { MessageLog } from '../messages/message-log.tsx'
import { dropOutgoing, type Outgoing } from '../messages/outbox.ts'
import { words } from '../strings/words.ts'
import { PresenceLine } from '../threads/presence-line.tsx'
import { ThreadHead } from '../threads/thread-head.tsx'
import { contactName, useMarkRead, useThread } from '../threads/threads.ts'
import { windowNow } from '../windows/window.ts'
import { onThreadKey } from './thread-keys.ts'

const BOX = '[data-testid="composer-text"]'
const SEARCH = '[data-keys="template-search"]'
const LAST_MINUTES = 6 * 60_000

/** One conversation: its head, its messages, the box, and beside it who it is with. */
export function ThreadPane({
  threadId,
  showId,
  side,
  contactBeside,
  contactOver,
  onSide,
}: {
  threadId: string
  showId: string | null
  side: 'contact' | 'phone' | 'none'
  contactBeside: boolean
  contactOver: boolean
  onSide: (side: 'contact' | 'phone') => void
}) {
  const { data: thread, error, refetch } = useThread(threadId)
  const minute = usePlatformNow('minute')
  const soon = thread ? windowNow(thread.window, minute).left : 0
  const now = usePlatformNow(soon > 0 && soon < LAST_MINUTES ? 'second' : 'minute')
  const [mode, setMode] = useState<ComposerMode>('text')
  const box = useRef<HTMLTextAreaElement>(null)
  useReadWhileOpen(threadId, thread?.unread ?? 0)
  const stands = thread ? windowNow(thread.window, now) : null
  useCrossings(thread?.id ?? '', `${stands?.state === 'closed'} ${stands?.fep.state}`, ['prices', threadId], ['check', threadId])

  const toTemplates = useCallback(() => {
    setMode('template')
    focusWhenThere(SEARCH)
  }, [])
  useEffect(() => {
    const offs = [
      onThreadKey('template', toTemplates),
      onThreadKey('reply', () => {
        setMode('text')
        focusWhenThere(BOX, SEARCH)
      }),
      onThreadKey('interactive', () => {
        setMode('interactive')
        focusWhenThere('[data-testid="builder-body"]', SEARCH)
      }),
      onThreadKey('note', () => {
        setMode('note')
        focusWhenThere('[data-testid="composer-note"]')
      }),
    ]
    return () => {
      for (const off of offs) off()
    }
  }, [toTemplates])
  useSayPresence(threadId, useDraft(threadId))
  const putBack = useCallback(
    (item: Outgoing) => {
      if (item.send.message.type === 'text') {
        if (draftOf(threadId) === '') keepDraft(threadId, item.text)
        setMode('text')
        focusWhenThere(BOX)
      } else if (item.send.message.type === 'template') setMode('template')
      dropOutgoing(item.key)
    },
    [threadId],
  )

  if (!thread || !stands) {
    return (
      <section className="min-w-0 border-s border-line" aria-label={words.thread.title}>
        {error && <ProblemNotice error={error} onRetry={() => void refetch()} className="m-5" />}
      </section>
    )
  }
  const window = stands
  const name = contactName(thread.contact, words.thread.nameless)
  return (
    <>
      <section
        aria-label={words.thread.with(name)}
        className="relative flex min-h-0 min-w-0 flex-col border-line desk:border-s"
        data-thread={threadId}
      >
        <ThreadHead thread={thread} window={window} now={now} side={side} onSide={onSide} />
        <MessageLog threadId={threadId} name={name} showId={showId} onTemplate={toTemplates} onPutBack={putBack} />
        <PresenceLine threadId={threadId} />
        <Composer thread={thread} window={window} now={now} mode={mode} onMode={setMode} box={box} />
        {contactOver && (
          <div className="opens-sideways absolute inset-y-0 end-0 z-30 w-[min(304px,100%)] bg-surface shadow-pop max-desk:fixed max-desk:inset-0 max-desk:w-full">
            <Button
              look="ghost"
              size="sm"
              icon
              className="absolute top-2 end-2 z-10"
              aria-label={words.contact.close}
              onClick={() => onSide('contact')}
            >
              <X size={16} aria-hidden="true" />
            </Button>
            <ContactPanel thread={thread} window={window} now={now} />
          </div>
        )}
      </section>
      {contactBeside && (
        <div className="min-h-0 border-s border-line">
          <ContactPanel thread={thread} window={window} now={now} />
        </div>
      )}
    </>
  )
}

/** What is on an open page in the foreground has been read. */
function useReadWhileOpen(threadId: string, unread: number): void {
  const { mutate } = useMarkRead()
  useEffect(() => {
    if (unread === 0) return
    const read = () => document.visibilityState === 'visible' && mutate(threadId)
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [threadId, unread, mutate])
}
