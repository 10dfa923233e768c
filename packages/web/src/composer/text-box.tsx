import { messageLimits } from '@casement/platform'
import { clsx } from 'clsx'
import { CornerDownLeft } from 'lucide-react'
import { type RefObject, useMemo, useState } from 'react'
import { platformNow } from '../clock/platform-clock.ts'
import { whenTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Notice } from '../controls/notice.tsx'
import type { ProblemBody } from '../http/problem.ts'
import { type Send, useCheck, usePrices } from '../messages/messages.ts'
import { dropOutgoing, sendMessage } from '../messages/outbox.ts'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { contactName, type Thread } from '../threads/threads.ts'
import type { WindowNow } from '../windows/window.ts'
import { CostLine } from './cost-line.tsx'
import { decisionOfQuote } from './decision-of-quote.ts'
import { draftOf, keepDraft, useDraft } from './draft.ts'
import { FindingList } from './finding-list.tsx'
import { sendLabel } from './send-label.ts'
import { useSettled } from './use-settled.ts'

const CHECK_AFTER = 250

/** The box for free text, while the window is open: what may stand in it, what it costs, and the button. */
export function TextBox({
  thread,
  window,
  now,
  modes,
  box,
}: {
  thread: Thread
  window: WindowNow
  now: number
  modes: React.ReactNode
  box: RefObject<HTMLTextAreaElement | null>
}) {
  const text = useDraft(thread.id)
  const name = contactName(thread.contact, words.thread.nameless)
  const limit = messageLimits.text.body.value
  const length = [...text].length
  const send = useMemo(() => sendOf(thread, text), [thread, text])
  const settled = useSettled(send, CHECK_AFTER)
  const verdict = useCheck(thread.id, settled)
  const prices = usePrices(thread.id)
  const quote = prices.data?.find((row) => row.what === 'free-form')?.now
  const decision = (text.trim() === '' ? null : verdict.data?.decision) ?? (quote ? decisionOfQuote(quote, thread.window) : null)
  const findings = text.trim() === '' || settled !== send ? [] : (verdict.data?.findings ?? [])
  const price = decision?.kind === 'send' ? decision.price : null
  const tooLong = length > limit
  const refused = settled === send && verdict.data?.decision.kind === 'refuse' && text.trim() !== ''
  const ready = text.trim() !== '' && !tooLong && !refused

  const [problem, setProblem] = useState<ProblemBody | null>(null)
  const submit = async () => {
    if (!send || !ready) return
    keepDraft(thread.id, '')
    setProblem(null)
    const outcome = await sendMessage({ threadId: thread.id, send, text, at: platformNow() })
    // What was refused goes back into the box, unless something else stands there by now: then its bubble keeps it.
    if (outcome.state !== 'refused' || draftOf(thread.id) !== '') return
    keepDraft(thread.id, text)
    dropOutgoing(outcome.key)
    setProblem(outcome.problem ?? null)
    box.current?.focus()
  }

  return (
    <>
      <div className="rounded-lg bg-surface shadow-[0_0_0_1px_var(--line-strong),0_2px_8px_-2px_rgb(25_30_39/.08)] focus-within:shadow-[0_0_0_1.5px_var(--accent),0_2px_8px_-2px_rgb(25_30_39/.08)] dark:bg-raised">
        <textarea
          ref={box}
          data-testid="composer-text"
          aria-label={words.composer.messageTo(name)}
          placeholder={words.composer.placeholder(name)}
          value={text}
          rows={1}
          dir="auto"
          onChange={(event) => {
            keepDraft(thread.id, event.currentTarget.value)
            setProblem(null)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            void submit()
          }}
          className="block field-sizing-content max-h-[38dvh] min-h-14 w-full resize-none bg-transparent px-3.5 pt-3 pb-1 text-md leading-[1.45] outline-none focus-visible:shadow-none max-desk:text-lg"
        />
        {problem && (
          <Notice className="mx-2 my-1" title={words.outbox.refused}>
            {problem.because ?? problem.detail ?? problem.title} {problem.remedy}
          </Notice>
        )}
        <FindingList findings={findings} />
        <div className="flex items-center gap-2 px-2 pt-1.5 pb-2">
          {modes}
          <span className="flex-1" />
          <span
            className={clsx('text-2xs', tooLong ? 'font-medium text-danger-text' : 'text-ink-3', length === 0 && 'invisible')}
            role={tooLong ? 'alert' : undefined}
          >
            {count(length)} / {count(limit)}
          </span>
          <Button look="primary" data-testid="composer-send" onClick={() => void submit()} aria-disabled={!ready || undefined}>
            {sendLabel(price)}
            <kbd className="hidden bg-current/14 text-inherit opacity-80 desk:inline-grid desk:h-4 desk:place-items-center">
              <CornerDownLeft size={10} aria-label={words.composer.enter} />
            </kbd>
          </Button>
        </div>
      </div>
      <CostLine
        decision={decision}
        window={window}
        now={now}
        after={window.until !== null && window.state !== 'open' ? words.cost.textUntil(whenTime(window.until, now)) : undefined}
      />
    </>
  )
}

const sendOf = (thread: Thread, text: string): Send | null =>
  text.trim() === ''
    ? null
    : { from: thread.number.id, to: { contactId: thread.contact.id }, message: { type: 'text', text: { body: text } } }
