import { randomBytes } from 'node:crypto'
import type { DebugToken } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import { sealSecret } from '../access/secrets.ts'
import { effectiveFields } from '../applier/apply-change.ts'
import { transactAgain } from '../database/database.ts'
import { checkAccount } from '../doctor/check-account.ts'
import { type Finding, fail, ok, warn } from '../doctor/finding.ts'
import { appendEvents } from '../events/append-events.ts'
import { askForPerson } from '../graph/ask-for-person.ts'
import { GraphFailure, readGraph } from '../graph/graph-client.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { type AppSecret, type AppSecrets, ENVIRONMENT_APP, saveApp } from '../journal/apps.ts'
import { type AccountTools, connectAccount } from './connect-account.ts'
import { askAll } from './poll-accounts.ts'

const Given = z.object({
  wabaId: z
    .string()
    .regex(/^\d{1,32}$/)
    .describe('The WhatsApp Business Account'),
  token: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/)
    .describe('A system user’s token that may send and manage'),
  appSecret: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional()
    .describe('Of the token’s app; without it, the app that the environment names'),
  verifyToken: z
    .string()
    .regex(/^[\x21-\x7e]{8,200}$/)
    .optional()
    .describe('A word of yours; one is made when it is absent'),
})
const Steps = z.array(
  z.object({ check: z.string(), level: z.enum(['ok', 'warn', 'fail']), says: z.string(), fix: z.string().optional() }),
)

/** What connecting puts right by itself, or what may be put right afterwards: it stops nobody. */
const MENDED: readonly string[] = ['subscription', 'callback', 'numbers']

/** Connecting further accounts, each with its own app where it has one; and letting go of them. */
export const connectionRoutes =
  ({
    secretKey,
    apps,
    publicUrl,
    refresh,
    openToken,
    onConnected,
    tokenPurpose,
    ...tools
  }: AccountTools & {
    secretKey: Buffer
    apps: AppSecrets
    publicUrl: string
    refresh: () => Promise<void>
    openToken: (wabaId: string, sealed: string) => string
    onConnected: (workspaceId: string) => void
    tokenPurpose: (wabaId: string) => string
  }): Routes =>
  async (app) => {
    const { pool, graph } = tools

    app.post(
      '/v1/accounts/check',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Try an account’s token, scopes, app and webhooks, step by step; nothing is kept',
          tags: ['accounts'],
          body: Given,
          response: { 200: z.object({ ok: z.boolean(), steps: Steps }) },
        },
      },
      async (request) => {
        const { steps } = await examine(request.actor.workspaceId, request.body)
        return { ok: steps.every(({ level }) => level !== 'fail'), steps: steps.map(shown) }
      },
    )

    app.post(
      '/v1/accounts',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Connect a WhatsApp Business Account',
          description:
            'Checks it as POST /v1/accounts/check does, points its webhooks here, and reads its numbers and templates. Connecting it again replaces its token.',
          tags: ['accounts'],
          body: Given,
          response: { 201: z.object({ wabaId: z.string(), appId: z.string(), callback: z.string(), steps: Steps }) },
        },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const given = request.body
        const found = await examine(workspaceId, given)
        const wrong = found.steps.find(({ check, level }) => level === 'fail' && !MENDED.includes(check))
        if (wrong || !found.secret) {
          throw problem('content-invalid', wrong ? `${wrong.says} ${wrong.fix ?? ''}`.trim() : 'Give the app secret.', {
            more: { steps: found.steps.map(shown) },
          })
        }
        const { secret, callback, appId } = found
        if (given.appSecret) {
          await saveApp(pool, secretKey, secret)
          apps.forget()
          await askForPerson(graph, {
            method: 'POST',
            path: `${appId}/subscriptions`,
            token: `${appId}|${secret.secret}`,
            json: {
              object: 'whatsapp_business_account',
              callback_url: callback,
              verify_token: secret.verifyToken,
              fields: effectiveFields,
            },
          })
        }
        await askForPerson(graph, { method: 'POST', path: `${given.wabaId}/subscribed_apps`, token: given.token, json: {} })
        await connectAccount(tools, {
          workspaceId,
          wabaId: given.wabaId,
          appId: secret.id,
          token: given.token,
          tokenSealed: sealSecret(given.token, { key: secretKey, purpose: tokenPurpose(given.wabaId) }),
        }).catch((error: unknown) => {
          throw error instanceof GraphFailure ? problem('upstream', error.message, { cause: error }) : error
        })
        onConnected(workspaceId)
        const after = await examine(workspaceId, { ...given, verifyToken: secret.verifyToken })
        return reply.code(201).send({ wabaId: given.wabaId, appId, callback, steps: after.steps.map(shown) })
      },
    )

    app.post(
      '/v1/accounts/refresh',
      {
        config: { access: 'manager' },
        schema: { summary: 'Ask the platform for what no webhook tells, now', tags: ['accounts'] },
      },
      async (request, reply) => {
        await askAll(pool, request.actor.workspaceId)
        await refresh()
        return reply.code(204).send()
      },
    )

    app.delete(
      '/v1/accounts/:wabaId',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Let go of an account',
          description: 'Its numbers send and receive nothing any more; threads and messages stay. It can be connected again.',
          tags: ['accounts'],
          params: z.object({ wabaId: z.string().max(64) }),
        },
      },
      async (request, reply) => {
        await disconnect(request.actor.workspaceId, request.params.wabaId)
        return reply.code(204).send()
      },
    )

    async function examine(workspaceId: string, given: z.infer<typeof Given>) {
      const steps: Finding[] = []
      const told = await readGraph<DebugToken>(
        graph,
        `debug_token?input_token=${encodeURIComponent(given.token)}`,
        given.token,
      ).catch(() => null)
      const appId = String(told?.data.app_id ?? '')
      const secret = await secretOf(given, appId)
      const callback =
        secret && secret.id !== ENVIRONMENT_APP ? `${publicUrl}/webhooks/whatsapp/${appId}` : `${publicUrl}/webhooks/whatsapp`
      const taken = await isTaken(pool, workspaceId, given.wabaId)
      if (taken)
        steps.push(fail('workspace', `Account ${given.wabaId} is connected to another workspace.`, 'Disconnect it there first.'))
      if (!secret)
        steps.push(fail('app', 'No app secret is known for this token.', 'Copy the app secret from the app’s Basic settings.'))
      const account = { wabaId: given.wabaId, name: given.wabaId, token: given.token, app: secret, callback }
      for await (const finding of checkAccount(graph, account, Date.now())) steps.push(finding)
      const secretWrong = steps.some(({ check, says }) => check === 'callback' && says.includes('does not know this app secret'))
      if (secretWrong)
        steps.push(fail('app', 'The app secret is another app’s, or was reset.', 'Copy it anew from the app’s Basic settings.'))
      else if (secret) steps.push(ok('app', `The app secret is that of app ${appId}.`))
      if (steps.every(({ level }) => level !== 'fail') && !publicUrl.startsWith('https:') && graph.url.startsWith('https:'))
        steps.push(
          warn(
            'address',
            `${publicUrl} is not https: Meta delivers nowhere else.`,
            'Set PUBLIC_URL to the https address of this hub.',
          ),
        )
      return { steps, secret, callback, appId }
    }

    /** The app's secrets as given, with those we know already where nothing is given. */
    async function secretOf({ appSecret, verifyToken }: z.infer<typeof Given>, appId: string): Promise<AppSecret | null> {
      if (!appSecret) return (appId && (await apps.find(appId))) || apps.find(undefined)
      if (appId === '') return null
      const known = await apps.find(appId)
      return {
        id: appId,
        secret: appSecret,
        verifyToken: verifyToken ?? known?.verifyToken ?? randomBytes(24).toString('base64url'),
      }
    }

    async function disconnect(workspaceId: string, wabaId: string): Promise<void> {
      const now = tools.clock.now()
      const found = await pool.query<{ token_sealed: string }>(
        `select token_sealed from wabas where workspace_id = $1 and id = $2 and status <> 'REMOVED'`,
        [workspaceId, wabaId],
      )
      const account = found.rows[0]
      if (!account) throw problem('not-found', `This workspace has no account ${wabaId}.`)
      // As far as it still lets us: an account whose token is gone is let go of all the same.
      await graph
        .call({
          method: 'DELETE',
          path: `${wabaId}/subscribed_apps`,
          token: openToken(wabaId, account.token_sealed),
          timeoutMs: 10_000,
        })
        .catch(() => null)
      await transactAgain(pool, async (tx) => {
        await tx.query(`update wabas set status = 'REMOVED', token_sealed = $3 where workspace_id = $1 and id = $2`, [
          workspaceId,
          wabaId,
          sealSecret('', { key: secretKey, purpose: tokenPurpose(wabaId) }),
        ])
        const numbers = await tx.query<{ id: string }>(
          `update phone_numbers set status = 'DISCONNECTED' where workspace_id = $1 and waba_id = $2 returning id`,
          [workspaceId, wabaId],
        )
        await tx.query(
          `delete from routes where workspace_id = $1 and ((kind = 'waba' and external_id = $2) or (kind = 'number' and external_id = any ($3::text[])))`,
          [workspaceId, wabaId, numbers.rows.map(({ id }) => id)],
        )
        await appendEvents(tx, workspaceId, [
          { type: 'account.changed', at: now, data: { wabaId, event: 'DISCONNECTED' } },
          ...numbers.rows.map(({ id }) => ({ type: 'number.changed' as const, at: now, data: { phoneNumberId: id } })),
        ])
      })
      onConnected(workspaceId)
    }
  }

const shown = ({ check, level, says, fix }: Finding) => ({ check, level, says, ...(fix ? { fix } : {}) })

async function isTaken(db: pg.Pool, workspaceId: string, wabaId: string): Promise<boolean> {
  const { rowCount } = await db.query(`select 1 from routes where kind = 'waba' and external_id = $1 and workspace_id <> $2`, [
    wabaId,
    workspaceId,
  ])
  return rowCount === 1
}
