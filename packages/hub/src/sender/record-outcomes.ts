import { later } from '@casement/platform'
import type pg from 'pg'
import { transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { expectWebhooks } from '../journal/webhook-pulse.ts'
import { layFilesAnew } from './lay-files-anew.ts'
import type { Outcome } from './outcome.ts'
import { returnToQueue, settleAccepted, settleFailed, settleUnclear } from './settle-sends.ts'

export type OutcomeRecorder = ReturnType<typeof createOutcomeRecorder>

/**
 * Writes outcomes down in groups: whatever arrives while one transaction is under way shares the next. A group that cannot be
 * written is tried again until it can, because these answers exist nowhere else.
 */
export function createOutcomeRecorder(
  pool: pg.Pool,
  onRecorded: (workspaceId: string) => void,
  onTrouble: (error: unknown) => void,
  onOutcome: (outcome: Outcome) => void = () => {},
) {
  let waiting: { outcome: Outcome; written: () => void }[] = []
  let writing: Promise<void> | null = null

  const write = async () => {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      for (const [workspaceId, outcomes] of byWorkspace(group.map(({ outcome }) => outcome))) {
        for (let attempt = 0; ; attempt++) {
          try {
            await recordOutcomes(pool, workspaceId, outcomes)
            break
          } catch (error) {
            onTrouble(error)
            await new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** attempt, 5_000)))
          }
        }
        onRecorded(workspaceId)
      }
      for (const { written } of group) written()
    }
    writing = null
  }

  return {
    /** `written` is called once it is in the database. */
    record(outcome: Outcome, written: () => void = () => {}) {
      onOutcome(outcome)
      waiting.push({ outcome, written })
      writing ??= write()
    },
    /** Resolves once everything handed in so far is written. */
    async settled() {
      while (writing) await writing
    },
  }
}

/** One group of outcomes of one workspace, in one transaction. */
export async function recordOutcomes(pool: pg.Pool, workspaceId: string, outcomes: readonly Outcome[]): Promise<void> {
  const sorted = [...outcomes].sort((a, b) => (a.send.id < b.send.id ? -1 : 1))
  await transactAgain(pool, async (tx) => {
    const accepted = sorted.filter((outcome) => outcome.kind === 'accepted')
    const failed = sorted.filter((outcome) => outcome.kind === 'failed')
    const unclear = sorted.filter((outcome) => outcome.kind === 'unclear')
    const waits = sorted.filter((outcome) => outcome.kind === 'again')
    const again = waits.filter(({ scope }) => scope !== 'files')
    const heard = await settleAccepted(
      tx,
      workspaceId,
      accepted.map(({ send, wamid, at }) => ({ id: send.id, wamid, at })),
    )
    const events = [
      ...heard,
      ...(await settleFailed(
        tx,
        workspaceId,
        failed.map(({ send, error, at }) => ({ id: send.id, attempt: send.attempt, error, at })),
      )),
      ...(await settleUnclear(
        tx,
        workspaceId,
        unclear.map(({ send, error, at }) => ({ id: send.id, attempt: send.attempt, error, at })),
      )),
      ...(await returnToQueue(
        tx,
        workspaceId,
        again.map(({ send, error, afterMs, at }) => ({
          id: send.id,
          attempt: send.attempt,
          state: 'queued' as const,
          // The platform's "later" is in its own time; a connection that failed is a matter of ours.
          dueAt: error.code === null ? at : later(at, afterMs),
          retryAfterMs: error.code === null ? afterMs : 0,
          because: error.title,
          at,
        })),
      )),
      ...(await layFilesAnew(
        tx,
        workspaceId,
        waits.filter(({ scope }) => scope === 'files'),
      )),
    ]
    // A status that was faster than the answer has been heard already.
    const now = new Set(heard.map((event) => event.data.messageId))
    await expectWebhooks(
      tx,
      workspaceId,
      accepted.flatMap(({ send, at }) => (now.has(send.id) ? [{ phoneNumberId: send.phone_number_id, at }] : [])),
    )
    await appendEvents(tx, workspaceId, events)
  })
}

function byWorkspace(outcomes: readonly Outcome[]): Map<string, Outcome[]> {
  const groups = new Map<string, Outcome[]>()
  for (const outcome of outcomes) {
    const group = groups.get(outcome.send.workspace_id)
    if (group) group.push(outcome)
    else groups.set(outcome.send.workspace_id, [outcome])
  }
  return groups
}
