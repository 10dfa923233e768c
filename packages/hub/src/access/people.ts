import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { type Db, row, rows, transact } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import type { Role } from './actor.ts'
import { setMembership } from './memberships.ts'

export type Person = { id: string; name: string; email: string; role: Role; joinedAt: Date }

const columns = `person.id, person.name, person.email, memberships.role, memberships.created_at as "joinedAt"`
const members = `memberships join auth."user" person on person.id = memberships.person_id`

/** The members of a workspace, the one who joined first before the others. */
export const listPeople = (db: Db, workspaceId: string): Promise<Person[]> =>
  rows<Person>(
    db,
    `select ${columns} from ${members} where memberships.workspace_id = $1 order by memberships.created_at, person.id`,
    [workspaceId],
  )

export const findPerson = (db: Db, { workspaceId, id }: { workspaceId: string; id: string }): Promise<Person | undefined> =>
  row<Person>(db, `select ${columns} from ${members} where memberships.workspace_id = $1 and person.id = $2`, [workspaceId, id])

/**
 * Makes someone a member, known to the instance by their email or new to it. Throws a problem when they are a member already.
 */
export async function addPerson(
  pool: pg.Pool,
  { workspaceId, email, name, role }: { workspaceId: string; email: string; name: string; role: Role },
): Promise<Person> {
  return transact(pool, async (tx) => {
    // Written the way better-auth looks people up.
    const address = email.toLowerCase()
    await tx.query(
      `insert into auth."user" (id, name, email, "emailVerified") values ($1, $2, $3, true) on conflict (email) do nothing`,
      [randomUUID(), name, address],
    )
    const person = await row<{ id: string }>(tx, 'select id from auth."user" where email = $1', [address])
    const id = person?.id as string
    if (await findPerson(tx, { workspaceId, id })) {
      throw problem('conflict', `${address} is a member of this workspace already: change the role with PATCH /v1/people/${id}.`)
    }
    await setMembership(tx, { workspaceId, personId: id, role })
    return (await findPerson(tx, { workspaceId, id })) as Person
  })
}

/** Gives a member another role, or with `null` takes the membership away. Throws a problem when no owner would be left. */
export async function changeRole(
  pool: pg.Pool,
  { workspaceId, id, role }: { workspaceId: string; id: string; role: Role | null },
): Promise<void> {
  await transact(pool, async (tx) => {
    const { rows: owners } = await tx.query<{ person_id: string }>(
      `select person_id from memberships where workspace_id = $1 and role = 'owner' for update`,
      [workspaceId],
    )
    const isLastOwner = owners.length === 1 && owners[0]?.person_id === id
    if (isLastOwner && role !== 'owner') {
      throw problem('conflict', 'This is the last owner: make someone else an owner first.')
    }
    if (role === null) await tx.query('delete from memberships where workspace_id = $1 and person_id = $2', [workspaceId, id])
    else await setMembership(tx, { workspaceId, personId: id, role })
  })
}

/** Whether a person belongs to more workspaces than this one. */
export async function isElsewhereToo(db: Db, { workspaceId, id }: { workspaceId: string; id: string }): Promise<boolean> {
  return (
    (await row(
      db,
      'select 1 from memberships where person_id = $1 and workspace_id <> $2 limit 1 /* all workspaces: asks for the others */',
      [id, workspaceId],
    )) !== undefined
  )
}
