import type { PlatformTime } from '@casement/platform'
import { type Facts, fillMessage } from '@casement/rules/automation'
import type pg from 'pg'
import type { DomainEvent } from '../events/append-events.ts'
import { Problem } from '../http/problems.ts'
import { submitWithin } from '../messages/submit-message.ts'
import type { RunRow, Stepped } from './take-steps.ts'

/**
 * Sends by the gate, under a key that names run and step. What the gate refuses is written down with its reason; what it holds for a
 * while counts as sent, and goes when its time comes.
 */
export async function sendByStep(
  tx: pg.PoolClient,
  {
    workspaceId,
    run,
    message,
    facts,
    now,
  }: { workspaceId: string; run: RunRow; message: { type: string }; facts: Facts; now: PlatformTime },
): Promise<{ stepped: Stepped; threadId: string | null; events: readonly DomainEvent[] }> {
  try {
    const { submitted, threadId, events } = await submitWithin(tx, {
      workspaceId,
      request: { from: run.phone_number_id, to: { contactId: run.contact_id }, message: fillMessage({ ...message }, facts) },
      now,
      sentBy: { kind: 'automation', id: run.automation_id, name: run.name },
      idempotencyKey: `automation ${run.id} ${run.step + 1}`,
    })
    const { decision, findings, message: sent } = submitted
    if (sent) {
      const says = decision.kind === 'hold' ? `Will be sent later: ${decision.because}` : 'Sent.'
      return { stepped: { says, exit: 'done', messageId: sent.id }, threadId, events }
    }
    const wrong = findings.find(({ severity }) => severity === 'error')
    return { stepped: { says: `Not sent: ${wrong?.fix ?? decision.because}`, exit: 'refused' }, threadId, events }
  } catch (error) {
    // A number or a person that the gate does not find: nothing was written on the way to it.
    if (!(error instanceof Problem)) throw error
    return { stepped: { says: `Not sent: ${error.message}`, exit: 'refused' }, threadId: null, events: [] }
  }
}
