import type { PlatformTime } from '@casement/platform'
import { type Facts, fillMessage } from '@casement/rules/automation'
import type pg from 'pg'
import type { DomainEvent } from '../events/append-events.ts'
import { Problem } from '../http/problems.ts'
import type { LinkTracker } from '../links/track-links.ts'
import { admitMessages } from '../messages/admit-messages.ts'
import type { RunRow } from './run-walk.ts'
import type { Stepped } from './take-step.ts'

type Sent = { stepped: Stepped; threadId: string | null; events: readonly DomainEvent[] }

/**
 * Sends by the gate, which judges all of them together, each under a key that names run and step. What the gate refuses is written
 * down with its reason; what it holds for a while counts as sent, and goes when its time comes. Answers in the order given.
 */
export async function sendBySteps(
  tx: pg.PoolClient,
  { workspaceId, now, links }: { workspaceId: string; now: PlatformTime; links: LinkTracker | null },
  steps: readonly { run: RunRow; message: { type: string }; facts: Facts }[],
): Promise<Sent[]> {
  if (steps.length === 0) return []
  const answers = await admitMessages(
    tx,
    { workspaceId, now },
    steps.map(({ run, message, facts }) => ({
      request: { from: run.phone_number_id, to: { contactId: run.contact_id }, message: fillMessage({ ...message }, facts) },
      sentBy: { kind: 'automation', id: run.automation_id, name: run.name },
      idempotencyKey: `automation ${run.id} ${run.step + 1}`,
      ...(links ? { links } : {}),
    })),
  )
  return answers.map((answer): Sent => {
    if (answer instanceof Problem)
      return { stepped: { says: `Not sent: ${answer.message}`, exit: 'refused' }, threadId: null, events: [] }
    const { submitted, threadId, events } = answer
    const { decision, findings, message } = submitted
    if (message) {
      const says = decision.kind === 'hold' ? `Will be sent later: ${decision.because}` : 'Sent.'
      return { stepped: { says, exit: 'done', messageId: message.id }, threadId, events }
    }
    const wrong = findings.find(({ severity }) => severity === 'error')
    return { stepped: { says: `Not sent: ${wrong?.fix ?? decision.because}`, exit: 'refused' }, threadId, events }
  })
}
