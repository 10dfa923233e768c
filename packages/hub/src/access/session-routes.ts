import { z } from 'zod'
import { type Db, row } from '../database/database.ts'
import { lastSeq } from '../events/event-tail.ts'
import type { Routes } from '../http/fastify-app.ts'
import { roles } from './actor.ts'
import type { Auth } from './auth.ts'
import { requestHeaders } from './authenticate.ts'
import { type Membership, membershipsOf } from './memberships.ts'

const Workspace = z.object({ id: z.uuid(), name: z.string(), timeZone: z.string() })

/** What the dashboard needs to know about an emulator beside the hub. */
export const EmulatorHints = z.object({
  url: z.string(),
  worldId: z.string(),
  testRecipient: z.string(),
  phoneNumberId: z.string(),
  displayPhoneNumber: z.string(),
})
export type EmulatorHints = z.infer<typeof EmulatorHints>

const Session = z.object({
  person: z.object({ id: z.uuid(), name: z.string(), email: z.string() }).nullable().describe('Null for an API key.'),
  key: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('Null for a person.'),
  role: z.enum(roles),
  workspace: Workspace,
  workspaces: z.array(Workspace.extend({ role: z.enum(roles) })),
  emulator: EmulatorHints.nullable(),
  lastEvent: z.int().describe('The number of the last event before this was answered: follow the stream from here.'),
})

/** Who am I, and where; and out again. */
export const sessionRoutes =
  ({ auth, db, emulator }: { auth: Auth; db: Db; emulator: () => Promise<EmulatorHints | null> }): Routes =>
  async (app) => {
    const tags = ['Access']

    app.get(
      '/v1/session',
      {
        config: { access: 'viewer', workspaceOptional: true },
        schema: { summary: 'Who is signed in, and in which workspace', tags, response: { 200: Session } },
      },
      async ({ actor: { kind, id, name, role, workspaceId } }) => {
        const lastEvent = await lastSeq(db, workspaceId)
        const workspaces = kind === 'person' ? await membershipsOf(db, id) : [await workspaceOf(db, workspaceId, role)]
        const here = workspaces.find((workspace) => workspace.workspaceId === workspaceId)
        if (!here) throw new Error(`workspace ${workspaceId} of ${kind} ${id} is gone`)
        return {
          person: kind === 'person' ? { id, name, email: await emailOf(db, id) } : null,
          key: kind === 'key' ? { id, name } : null,
          role,
          workspace: shown(here),
          workspaces: workspaces.map((workspace) => ({ ...shown(workspace), role: workspace.role })),
          emulator: await emulator(),
          lastEvent,
        }
      },
    )

    app.post(
      '/v1/session/sign-out',
      {
        config: { access: 'viewer', workspaceOptional: true },
        schema: { summary: 'End the session', tags, response: { 200: z.object({ signedOut: z.literal(true) }) } },
      },
      async (request, reply) => {
        if (request.actor.kind === 'person') {
          const answer = await auth.api.signOut({ headers: requestHeaders(request), asResponse: true })
          reply.removeHeader('set-cookie').header('set-cookie', answer.headers.getSetCookie())
        }
        return { signedOut: true as const }
      },
    )
  }

const shown = ({ workspaceId, name, timeZone }: Membership) => ({ id: workspaceId, name, timeZone })

const emailOf = async (db: Db, personId: string): Promise<string> =>
  (await row<{ email: string }>(db, 'select email from auth."user" where id = $1', [personId]))?.email ?? ''

async function workspaceOf(db: Db, workspaceId: string, role: Membership['role']): Promise<Membership> {
  const found = await row<{ name: string; timeZone: string }>(
    db,
    'select name, time_zone as "timeZone" from workspaces where id = $1',
    [workspaceId],
  )
  return { workspaceId, name: found?.name ?? '', timeZone: found?.timeZone ?? 'UTC', role, masked: false }
}
