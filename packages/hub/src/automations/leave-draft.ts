import { isoTime, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import type { Db } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { Problem } from '../http/problems.ts'
import type { AskProvider } from '../suggestions/provider/ask-provider.ts'
import { draftReply } from '../suggestions/provider/drafts.ts'
import { findProvider } from '../suggestions/provider/provider-settings.ts'
import { suggestReplies } from '../suggestions/suggest-replies.ts'

/** A reply that waits for a person in the composer of a thread. `by`: the automation, by its name. */
export type LeftDraft = { text: string; because: string; by: string; automationId: string }

const LONGEST = 4_096

/**
 * A reply to what was asked last: drafted by the workspace’s model where it may draft, else what this business said to a question like it.
 * A model that fails stands in nobody’s way. `text` is null when there is none, and `because` says why.
 */
export async function findDraft(
  pool: pg.Pool,
  provider: AskProvider,
  { workspaceId, threadId, wish, now }: { workspaceId: string; threadId: string | null; wish: string; now: PlatformTime },
): Promise<{ text: string | null; because: string }> {
  if (threadId === null) return { text: null, because: 'There is no conversation yet.' }
  const asked = { workspaceId, threadId }
  const known = await suggestReplies(pool, { ...asked, now, automatedIsAnswer: false })
  let silent = 'Nothing that was said here before fits.'
  if ((await findProvider(pool, workspaceId))?.features.includes('draft-reply')) {
    try {
      const draft = await draftReply(pool, provider, { ...asked, known, wish })
      const unknown = draft.unknown.length > 0 ? ` Write what belongs in place of ${draft.unknown.join(', ')}.` : ''
      if (draft.text !== '')
        return {
          text: draft.text.slice(0, LONGEST),
          because: `Drafted by the model for ${draft.cost} ${draft.currency}.${unknown}`,
        }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      silent = error.message
    }
  }
  const [best] = known
  return best ? { text: best.text.slice(0, LONGEST), because: best.because } : { text: null, because: silent }
}

/** Lays it into the thread, in place of one that was left before. Nothing is sent. */
export async function leaveDraft(
  tx: Db,
  workspaceId: string,
  threadId: string,
  draft: LeftDraft,
  now: PlatformTime,
): Promise<DomainEvent[]> {
  await tx.query('update threads set left_draft = $3 where workspace_id = $1 and id = $2', [
    workspaceId,
    threadId,
    JSON.stringify({ ...draft, at: isoTime(now) }),
  ])
  return [{ type: 'thread.changed', at: now, data: { threadId } }]
}
