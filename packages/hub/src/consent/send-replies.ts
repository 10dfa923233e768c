import type pg from 'pg'
import type { Logger } from 'pino'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { preparedRows } from '../database/database.ts'
import { Problem } from '../http/problems.ts'
import type { MessageContent } from '../messages/judge-message.ts'
import { submitMessage } from '../messages/submit-message.ts'

const AT_ONCE = 100

type Owed = { workspace_id: string; id: string; contact_id: string; phone_number_id: string; message: MessageContent }

export type ConsentReplies = { wake(): void; settle(): Promise<number>; stop(): Promise<void> }

/**
 * Sends what we owe people who spoke of consent, through the gate, each once: its id is the key under which the gate knows it. What the
 * gate refuses is over; what stumbles over an error of ours is tried again.
 */
export function createConsentReplies({
  pool,
  clock,
  log,
  onQueued,
}: {
  pool: pg.Pool
  clock: PlatformClock
  log: Logger
  onQueued: (workspaceId: string, phoneNumberId: string) => void
}): ConsentReplies {
  let turn: Promise<number> | null = null
  const settle = () => {
    turn ??= sendAll().finally(() => {
      turn = null
    })
    return turn
  }
  return {
    wake: () => void settle().catch((error) => log.warn({ err: error }, 'answers about consent could not be sent')),
    settle,
    stop: async () => void (await turn?.catch(() => {})),
  }

  async function sendAll(): Promise<number> {
    const owed = await preparedRows<Owed>(
      pool,
      'consent-replies-owed',
      `select r.workspace_id, r.id, r.contact_id, r.phone_number_id, r.message from workspaces w
       join consent_replies r on r.workspace_id = w.id and not r.done order by r.id limit $1 /* all workspaces: who is owed an answer */`,
      [AT_ONCE],
    )
    let settled = 0
    for (const { workspace_id: workspaceId, id, contact_id: contactId, phone_number_id: from, message } of owed) {
      const because = await submitMessage(pool, {
        workspaceId,
        now: clock.now(),
        sentBy: { kind: 'automation', id: 'consent', name: 'Consent' },
        idempotencyKey: `consent:${id}`,
        request: { from, to: { contactId }, message },
      }).then(
        ({ decision, message: made }) => {
          if (made) onQueued(workspaceId, from)
          return made ? null : decision.because
        },
        (error: Error) => {
          if (error instanceof Problem) return error.message
          log.warn({ err: error, reply: id }, 'an answer about consent could not be sent and is tried again')
          return undefined
        },
      )
      if (because === undefined) continue
      settled++
      await pool.query('update consent_replies set done = true, because = $3 where workspace_id = $1 and id = $2', [
        workspaceId,
        id,
        because,
      ])
    }
    return settled
  }
}
