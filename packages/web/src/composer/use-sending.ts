import { useMemo, useState } from 'react'
import { platformNow } from '../clock/platform-clock.ts'
import { stored } from '../controls/stored.ts'
import type { ProblemBody } from '../http/problem.ts'
import { type Content, type Send, useCheck } from '../messages/messages.ts'
import { dropOutgoing, type Outgoing, sendMessage } from '../messages/outbox.ts'
import type { Thread } from '../threads/threads.ts'
import { useSettled } from './use-settled.ts'

const CHECK_AFTER = 250
export const UNDO_SECONDS = 5
export const UNDO_KEY = 'undo'

export const sendTo = (thread: Thread, message: Content, sendAt?: number | null): Send => ({
  from: thread.number.id,
  to: { contactId: thread.contact.id },
  message,
  ...(sendAt ? { sendAt: new Date(sendAt).toISOString() } : {}),
})

/**
 * What the hub says of a message as it is written, and how it leaves: at once with seconds to undo, or at its time. What is refused
 * comes back to the caller with the reason, so that nothing typed is lost.
 */
export function useSending(thread: Thread, content: Content | null, definition?: unknown) {
  const send = useMemo(() => (content ? sendTo(thread, content) : null), [thread, content])
  const settled = useSettled(send, CHECK_AFTER)
  const verdict = useCheck(thread.id, settled)
  const [problem, setProblem] = useState<ProblemBody | null>(null)
  const current = settled === send && send !== null && !verdict.isPlaceholderData
  const refused = current && verdict.data?.decision.kind === 'refuse'

  const leave = (message: Content, text: string, sendAt?: number | null) => {
    const undo = !sendAt && stored(UNDO_KEY) !== 'off'
    return sendMessage({
      threadId: thread.id,
      send: { ...sendTo(thread, message, sendAt), ...(undo ? { undoFor: UNDO_SECONDS } : {}) },
      ...(definition ? { template: definition } : {}),
      text,
      at: platformNow(),
    })
  }
  const submit = async (text: string, sendAt?: number | null): Promise<Outgoing | null> => {
    if (!content) return null
    setProblem(null)
    const outcome = await leave(content, text, sendAt)
    if (outcome.state === 'refused') setProblem(outcome.problem ?? null)
    else if (sendAt) dropOutgoing(outcome.key)
    return outcome
  }

  return {
    /** Of what stands there now; null while it is being asked, or there is nothing to ask. */
    decision: current ? (verdict.data?.decision ?? null) : null,
    findings: current ? (verdict.data?.findings ?? []) : [],
    refused,
    problem,
    clearProblem: () => setProblem(null),
    submit,
    /** Further messages of the same press, such as the second of two files: each is judged for itself, and its bubble says so. */
    submitMore: (message: Content, sendAt?: number | null) => leave(message, '', sendAt),
  }
}
