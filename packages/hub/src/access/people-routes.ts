import type pg from 'pg'
import { z } from 'zod'
import { tellAudit } from '../audit/audit-requests.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { type Actor, mayActAs, type Role, roles } from './actor.ts'
import { LINK_LASTS_S } from './auth.ts'
import { ShownSession, shownSession } from './my-account-routes.ts'
import { addPerson, changeRole, findPerson, isElsewhereToo, listPeople, type Person } from './people.ts'
import { endSessions, sessionsOf } from './person-sessions.ts'

const Member = z.object({ id: z.uuid(), name: z.string(), email: z.string(), role: z.enum(roles), joinedAt: z.string() })
const NewMember = z.object({
  email: z.email().max(254),
  name: z.string().trim().min(1).max(100),
  role: z.enum(roles).default('agent'),
})
const Link = z.object({ url: z.string().describe('Works once. Hand it to this person only.'), lastsSeconds: z.int() })
const MemberAddress = z.object({ id: z.uuid() })

/** The people of the workspace: list, add, change, remove, and hand them links to sign in with. */
export const peopleRoutes =
  ({ pool, signInLink }: { pool: pg.Pool; signInLink: (email: string) => Promise<string> }): Routes =>
  async (app) => {
    const tags = ['Access']

    /** The member, whom the actor may act upon: nobody rules over a stronger role. */
    const subject = async (actor: Actor, id: string): Promise<Person> => {
      const person = await findPerson(pool, { workspaceId: actor.workspaceId, id })
      if (!person) throw problem('not-found', `There is no person ${id} in this workspace: GET /v1/people lists them.`)
      refuseStronger(actor, person.role)
      return person
    }

    app.get(
      '/v1/people',
      {
        config: { access: 'viewer' },
        schema: { summary: 'List the members', tags, response: { 200: z.object({ data: z.array(Member), cursor: z.null() }) } },
      },
      async (request) => ({ data: (await listPeople(pool, request.actor.workspaceId)).map(shown), cursor: null }),
    )

    app.post(
      '/v1/people',
      { config: { access: 'admin' }, schema: { summary: 'Add a member', tags, body: NewMember, response: { 201: Member } } },
      async (request, reply) => {
        refuseStronger(request.actor, request.body.role)
        tellAudit(request, { role: request.body.role })
        const person = await addPerson(pool, { workspaceId: request.actor.workspaceId, ...request.body })
        return reply.code(201).send(shown(person))
      },
    )

    app.patch(
      '/v1/people/:id',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Change a member’s role',
          tags,
          params: MemberAddress,
          body: NewMember.pick({ role: true }),
          response: { 200: Member },
        },
      },
      async (request) => {
        const { role } = request.body
        const person = await subject(request.actor, request.params.id)
        refuseStronger(request.actor, role)
        tellAudit(request, { role, before: person.role })
        await changeRole(pool, { workspaceId: request.actor.workspaceId, id: person.id, role })
        return shown({ ...person, role })
      },
    )

    app.delete(
      '/v1/people/:id',
      {
        config: { access: 'admin' },
        schema: { summary: 'Remove a member', tags, params: MemberAddress, response: { 200: Member } },
      },
      async (request) => {
        const person = await subject(request.actor, request.params.id)
        await changeRole(pool, { workspaceId: request.actor.workspaceId, id: person.id, role: null })
        return shown(person)
      },
    )

    app.get(
      '/v1/people/:id/sessions',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Where a member is signed in',
          tags,
          params: MemberAddress,
          response: { 200: z.object({ data: z.array(ShownSession), cursor: z.null() }) },
        },
      },
      async (request) => {
        const person = await subject(request.actor, request.params.id)
        return { data: (await sessionsOf(pool, person.id)).map((session) => shownSession(session, null)), cursor: null }
      },
    )

    app.delete(
      '/v1/people/:id/sessions',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Sign a member out everywhere',
          tags,
          params: MemberAddress,
          response: { 200: z.object({ ended: z.int() }) },
        },
      },
      async (request) => {
        const person = await subject(request.actor, request.params.id)
        return { ended: await endSessions(pool, person.id, {}) }
      },
    )

    app.post(
      '/v1/people/:id/sign-in-link',
      {
        config: { access: 'admin' },
        schema: { summary: 'Make a one-time link for a member', tags, params: MemberAddress, response: { 201: Link } },
      },
      async (request, reply) => {
        const { actor } = request
        const person = await subject(actor, request.params.id)
        // A session is the person's in all their workspaces, and this admin speaks for one.
        if (person.id !== actor.id && (await isElsewhereToo(pool, { workspaceId: actor.workspaceId, id: person.id }))) {
          throw problem(
            'forbidden',
            `${person.name} is a member of other workspaces too, so only they can make this link: ask them to.`,
          )
        }
        return reply.code(201).send({ url: await signInLink(person.email), lastsSeconds: LINK_LASTS_S })
      },
    )
  }

function refuseStronger(actor: Actor, role: Role): void {
  if (mayActAs(actor.role, role)) return
  throw problem(
    'forbidden',
    `You are ${actor.role}, so roles above yours (${role}) are not yours to give or change: ask an owner.`,
  )
}

const shown = ({ joinedAt, ...person }: Person) => ({ ...person, joinedAt: joinedAt.toISOString() })
