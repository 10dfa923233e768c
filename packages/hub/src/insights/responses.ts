import { type Db, rows } from '../database/database.ts'
import { WITHIN, type Within, withinValues } from './within.ts'

const COLUMNS = { day: 'day::text', hour: 'hour', person: 'answered_by', number: 'phone_number_id' } as const
export type ResponseMember = keyof typeof COLUMNS
export const responseMembers = Object.keys(COLUMNS) as [ResponseMember, ...ResponseMember[]]

export type Responses = Partial<Record<ResponseMember, string | number>> & {
  /** Questions that somebody answered before the window closed. */
  answered: number
  /** Questions nobody answered before the window closed. */
  missed: number
  /** Seconds until half, and nine in ten, of the answered had their answer; within five parts in a hundred. Null when there is none. */
  median: number | null
  p90: number | null
  name?: string
}

/** A waiting time is known to a step of 1.1: its middle is told. */
const secondsOf = (step: number): number => Math.round(1.1 ** (step + 0.5))

/** How long customers waited for an answer, by the members asked for. */
export async function listResponses(
  db: Db,
  workspaceId: string,
  { by, ...within }: Within & { by: readonly ResponseMember[] },
): Promise<Responses[]> {
  const names = by.map((member) => `"${member}"`)
  const found = await rows<Record<string, string | number> & { waited: number; questions: number }>(
    db,
    `select ${by.map((member) => `${COLUMNS[member]} as "${member}"`).join(', ')}, waited, sum(questions)::int as questions
     from daily_responses where ${WITHIN} group by ${by.map((member) => COLUMNS[member]).join(', ')}, waited order by ${[...names, 'waited'].join(', ')}`,
    withinValues(workspaceId, within),
  )
  const groups = new Map<string, { members: Record<string, string | number>; waits: { waited: number; questions: number }[] }>()
  for (const row of found) {
    const members = Object.fromEntries(by.map((member) => [member, row[member] as string | number]))
    const key = JSON.stringify(members)
    const group = groups.get(key) ?? { members, waits: [] }
    group.waits.push(row)
    groups.set(key, group)
  }
  const people = by.includes('person')
    ? await peopleOf(
        db,
        [...groups.values()].map(({ members }) => String(members.person)),
      )
    : null
  return [...groups.values()].map(({ members, waits }) => {
    const name = people?.get(String(members.person))
    return { ...members, ...summary(waits), ...(name ? { name } : {}) }
  })
}

function summary(waits: readonly { waited: number; questions: number }[]) {
  const answered = waits.filter(({ waited }) => waited >= 0)
  const count = answered.reduce((sum, { questions }) => sum + questions, 0)
  return {
    answered: count,
    missed: waits.reduce((sum, { waited, questions }) => (waited < 0 ? sum + questions : sum), 0),
    median: quantile(answered, count, 0.5),
    p90: quantile(answered, count, 0.9),
  }
}

/** `waits` in their order. */
function quantile(waits: readonly { waited: number; questions: number }[], count: number, share: number): number | null {
  let passed = 0
  for (const { waited, questions } of waits) {
    passed += questions
    if (passed >= count * share) return secondsOf(waited)
  }
  return null
}

async function peopleOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const found = await rows<{ id: string; name: string }>(
    db,
    `select id::text, name from auth."user" where id::text = any ($1::text[])`,
    [ids],
  )
  return new Map(found.map(({ id, name }) => [id, name]))
}
