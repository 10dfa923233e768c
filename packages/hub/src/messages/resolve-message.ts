import { isoTime, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import type { Actor } from '../access/actor.ts'
import { type Db, row, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { problem } from '../http/problems.ts'
import { judgeUnclear, queueAgain } from '../sender/settle-absent.ts'
import { settleFailed } from '../sender/settle-sends.ts'

export const RESOLUTIONS = ['sent', 'not-sent'] as const
export type Resolution = {
  /** What the person found out. */
  as: (typeof RESOLUTIONS)[number]
  /** Of a message that was not sent: whether it is to go again, decided anew, or fails for good. */
  again: boolean
}

/**
 * A person's word on an unclear message. `sent` ends the question; `not-sent` puts it back into the queue, where it is decided
 * again, or gives it up. Throws a problem when nothing is unclear about it any more.
 */
export async function resolveMessage(
  pool: pg.Pool,
  {
    workspaceId,
    id,
    resolution,
    by,
    now,
  }: { workspaceId: string; id: string; resolution: Resolution; by: Actor; now: PlatformTime },
): Promise<{ phoneNumberId: string }> {
  return transactAgain(pool, async (tx) => {
    const send = await row<{ state: string; thread_id: string; phone_number_id: string; attempt: number }>(
      tx,
      'select state, thread_id, phone_number_id, attempt from sends where workspace_id = $1 and id = $2 for update',
      [workspaceId, id],
    )
    if (!send) throw problem('not-found', `This workspace has no message with the id ${id} that it sent.`)
    if (send.state !== 'unclear')
      throw problem('conflict', `Nothing is unclear about this message any more: it is ${send.state}.`)
    const word = { id: by.id, kind: by.kind, name: by.name }
    const events = await settle()
    await appendEvents(tx, workspaceId, [
      ...events,
      {
        type: 'message.resolved',
        at: now,
        data: {
          threadId: send.thread_id,
          messageId: id,
          as: resolution.as,
          again: resolution.as === 'not-sent' && resolution.again,
          by: word,
        },
      },
    ])
    return { phoneNumberId: send.phone_number_id }

    async function settle() {
      if (resolution.as === 'sent') return acceptByWord(tx, workspaceId, id, word, now)
      if (resolution.again) return queueAgain(tx, workspaceId, [id], 'not-sent', now)
      const detail = `${by.name} says that it was not sent, and that it is not to go again.`
      await tx.query(`update sends set resolved = 'not-sent' where workspace_id = $1 and id = $2`, [workspaceId, id])
      return settleFailed(tx, workspaceId, [{ id, error: { code: null, title: 'Not sent', detail }, at: now }])
    }
  })
}

async function acceptByWord(tx: Db, workspaceId: string, id: string, by: Record<string, string>, now: PlatformTime) {
  const send = await row<{ thread_id: string }>(
    tx,
    `with accepted as (
       update sends set state = 'accepted', resolved = 'sent' where workspace_id = $1 and id = $2 returning id
     )
     update messages m set status = 'accepted', error = null,
       timeline = m.timeline || jsonb_build_object('status', 'accepted', 'at', $3::text, 'by', $4::jsonb)
     from accepted where m.workspace_id = $1 and m.id = accepted.id returning m.thread_id`,
    [workspaceId, id, isoTime(now), JSON.stringify(by)],
  )
  const data = { threadId: send?.thread_id ?? null, messageId: id, status: 'accepted' }
  return [{ type: 'message.status' as const, at: now, data }]
}

/** What is known about an unclear message, for the person who has to decide. Of one that was restored there is no post to measure by. */
export async function unclearFacts(db: Db, workspaceId: string, id: string, now: PlatformTime) {
  const [judged] = await judgeUnclear(db, workspaceId, [id], now)
  if (!judged) return { waitsFor: 'person' as const, because: 'No time settles it: say whether it was sent.' }
  const { facts, verdict } = judged
  return {
    postedAt: isoTime(facts.postedAt),
    attempt: judged.attempt,
    waitsFor: verdict.kind === 'absent' ? 'sender' : verdict.for,
    because: verdict.kind === 'absent' ? 'The platform never took it: it goes back to the queue in a moment.' : verdict.because,
    minutesSince: Math.floor((now - facts.postedAt) / 60_000),
    laterAnswered: facts.laterAnswered,
    unansweredSince: facts.unansweredSince === null ? null : isoTime(facts.unansweredSince),
    webhooksUnapplied: facts.webhooksUnapplied,
    leaseLapsed: facts.leaseLapsed,
  }
}
