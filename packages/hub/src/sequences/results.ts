import { type Db, row, rows } from '../database/database.ts'
import { OUTCOMES, type Outcome, type SequenceRow } from './sequence-row.ts'

export type Results = {
  began: number
  waiting: number
  outcomes: Record<Outcome, number>
  /** Messages that went through the gate. */
  sent: number
  /** People who wrote, or did what was hoped for, within a week after a message of it. */
  returned: number
  cost: { amount: string; currency: string }
  costPerReturn: string | null
  /** What the rules refused, by rule. */
  refused: Record<string, number>
}

/** What a sequence did so far, what it cost (as charged, as estimated until then) and what it brought back. */
export async function resultsOf(db: Db, { workspace_id: workspaceId, id, phone_number_id }: SequenceRow): Promise<Results> {
  const groups = await rows<{ outcome: Outcome | null; runs: number; returned: number }>(
    db,
    `select outcome, count(*)::int as runs, count(returned_at)::int as returned from sequence_runs
     where workspace_id = $1 and sequence_id = $2 group by outcome`,
    [workspaceId, id],
  )
  const steps = await rows<{ rule: string | null; steps: number; sent: number }>(
    db,
    `select rule, count(*)::int as steps, count(message_id)::int as sent from sequence_steps
     where workspace_id = $1 and sequence_id = $2 group by rule`,
    [workspaceId, id],
  )
  const paid = await row<{ amount: string; currency: string | null }>(
    db,
    `select coalesce(sum(coalesce(m.charged->>'amount', m.price->>'amount')::numeric), 0)::text as amount,
       (select w.currency from phone_numbers n join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
        where n.workspace_id = $1 and n.id = $3) as currency
     from sequence_steps s join messages m on m.workspace_id = $1 and m.id = s.message_id
     where s.workspace_id = $1 and s.sequence_id = $2 and m.status in ('accepted', 'sent', 'delivered', 'read', 'played', 'unclear')`,
    [workspaceId, id, phone_number_id],
  )
  const returned = groups.reduce((sum, group) => sum + group.returned, 0)
  const amount = paid?.amount ?? '0'
  return {
    began: groups.reduce((sum, group) => sum + group.runs, 0),
    waiting: groups.find(({ outcome }) => outcome === null)?.runs ?? 0,
    outcomes: Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, groups.find((group) => group.outcome === outcome)?.runs ?? 0]),
    ) as Record<Outcome, number>,
    sent: steps.reduce((sum, step) => sum + step.sent, 0),
    returned,
    cost: { amount: plain(Number(amount)), currency: paid?.currency ?? 'USD' },
    costPerReturn: returned === 0 ? null : plain(Number(amount) / returned),
    refused: Object.fromEntries(steps.flatMap(({ rule, steps: times }) => (rule === null ? [] : [[rule, times]]))),
  }
}

/** A decimal without an exponent and without needless zeros. */
const plain = (amount: number): string => amount.toFixed(6).replace(/\.?0+$/, '') || '0'
