import type { PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { row, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { problem } from '../http/problems.ts'
import { endUnsent } from '../sender/settle-sends.ts'

/** Withdraws a message that waits. One that is being sent, or has left, cannot be called back, and the answer says so. */
export async function cancelMessage(pool: pg.Pool, workspaceId: string, id: string, now: PlatformTime): Promise<void> {
  await transactAgain(pool, async (tx) => {
    const send = await row<{ state: string }>(tx, 'select state from sends where workspace_id = $1 and id = $2 for update', [
      workspaceId,
      id,
    ])
    if (!send) throw problem('not-found', `This workspace has no message with the id ${id} that could be withdrawn.`)
    if (send.state === 'cancelled') return
    if (send.state !== 'queued' && send.state !== 'held') {
      throw problem(
        'conflict',
        `The message cannot be withdrawn any more: it is ${send.state === 'posting' ? 'being sent' : send.state}.`,
      )
    }
    const events = await endUnsent(tx, workspaceId, [
      {
        id,
        state: 'cancelled',
        rule: 'send.cancelled',
        because: 'It was withdrawn before it left.',
        remedy: 'Send it again if it was withdrawn by mistake.',
        at: now,
      },
    ])
    await appendEvents(tx, workspaceId, events)
  })
}
