import type pg from 'pg'
import { transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { Problem } from '../http/problems.ts'
import { type Admitted, admitMessages, type Submission, type Submitted } from './admit-messages.ts'

/**
 * The gate for one message, in a transaction of its own: what it admits stands in the send ledger when this answers, and nothing else
 * can reach the sender. The same idempotency key answers with the message it made the first time.
 */
export async function submitMessage(pool: pg.Pool, submission: Submission): Promise<Submitted> {
  return unlessRefused(() =>
    transactAgain(pool, async (tx) => {
      const { submitted, events } = await admitOne(tx, submission)
      if (submitted.decision.kind === 'refuse') throw new Refusal(submitted)
      await appendEvents(tx, submission.workspaceId, events)
      return submitted
    }),
  )
}

type ToContact = Submission & { request: { to: { contactId: string } } }

/** The same for a contact of ours, as part of a transaction that does more. The caller appends the events, last. */
export const submitWithin = (tx: pg.PoolClient, submission: ToContact): Promise<Admitted> => admitOne(tx, submission)

async function admitOne(tx: pg.PoolClient, { workspaceId, now, ...one }: Submission): Promise<Admitted> {
  const [answer] = await admitMessages(tx, { workspaceId, now }, [one])
  if (answer instanceof Problem) throw answer
  return answer as Admitted
}

/** A refusal undoes what was made on the way to it: nobody becomes a contact by not being written to. */
class Refusal extends Error {
  readonly submitted: Submitted
  constructor(submitted: Submitted) {
    super('refused')
    this.submitted = submitted
  }
}

async function unlessRefused(work: () => Promise<Submitted>): Promise<Submitted> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return error.submitted
    throw error
  }
}
