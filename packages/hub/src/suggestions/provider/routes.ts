import type pg from 'pg'
import { z } from 'zod'
import { sealSecret } from '../../access/secrets.ts'
import type { PlatformClock } from '../../clock/platform-clock.ts'
import { whyNot } from '../../drop-in/forwarding/safe-address.ts'
import type { Routes } from '../../http/fastify-app.ts'
import { problem } from '../../http/problems.ts'
import { requireThread } from '../../threads/queries.ts'
import { suggestReplies } from '../suggest-replies.ts'
import type { AskProvider } from './ask-provider.ts'
import { classify, draftReply, draftTemplate, summarise } from './drafts.ts'
import {
  features,
  findProvider,
  ProviderChange,
  type ProviderRow,
  providerKeyPurpose,
  saveProvider,
} from './provider-settings.ts'
import { usesOfMonth } from './uses.ts'

const Id = z.object({ id: z.uuid() })
const Answer = z.looseObject({
  text: z.string(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cost: z.string().describe('At the prices of the settings'),
  currency: z.string(),
})
const Draft = Answer.extend({ unknown: z.array(z.string()).describe('Placeholders that stand for nobody') })
const Provider = z.object({
  kind: z.string(),
  baseUrl: z.string(),
  model: z.string(),
  hasKey: z.boolean(),
  features: z.array(z.enum(features)),
  inputPrice: z.string(),
  outputPrice: z.string(),
  currency: z.string(),
  monthlyLimit: z.string().nullable(),
  changedBy: z.string(),
  changedAt: z.string(),
  thisMonth: z.object({
    asked: z.number(),
    failed: z.number(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    cost: z.string(),
  }),
})

/** Suggestions of a model, where a workspace connected one. What comes back is text for a person; nothing here sends. */
export const providerRoutes =
  ({
    pool,
    clock,
    secretKey,
    provider,
    privateToo,
  }: {
    pool: pg.Pool
    clock: PlatformClock
    secretKey: Buffer
    provider: AskProvider
    privateToo: () => boolean
  }): Routes =>
  async (app) => {
    const tags = ['suggestions']
    app.addHook('onClose', () => provider.close())
    const present = async (workspaceId: string, row: ProviderRow): Promise<z.infer<typeof Provider>> => ({
      kind: row.kind,
      baseUrl: row.base_url,
      model: row.model,
      hasKey: row.key_sealed !== null,
      features: row.features,
      inputPrice: row.input_price,
      outputPrice: row.output_price,
      currency: row.currency,
      monthlyLimit: row.monthly_limit,
      changedBy: row.changed_by,
      changedAt: row.changed_at.toISOString(),
      thisMonth: await usesOfMonth(pool, workspaceId, row.currency),
    })

    app.get(
      '/v1/suggestions/provider',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'The model that may be asked, what for, and what this month came to; null when there is none',
          tags,
          response: { 200: z.object({ provider: Provider.nullable() }) },
        },
      },
      async ({ actor }) => {
        const found = await findProvider(pool, actor.workspaceId)
        return { provider: found ? await present(actor.workspaceId, found) : null }
      },
    )

    app.put(
      '/v1/suggestions/provider',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Connect a model. It is asked for one word first, and kept only when it answers',
          tags,
          body: ProviderChange,
          response: { 200: Provider },
        },
      },
      async ({ actor, body }) => {
        const { workspaceId } = actor
        const refused = whyNot(body.baseUrl, { privateToo: privateToo() })
        if (refused)
          throw problem('invalid', refused, {
            findings: [{ rule: 'provider.address', severity: 'error', path: 'baseUrl', actual: body.baseUrl, fix: refused }],
          })
        const before = await findProvider(pool, workspaceId)
        // A key belongs to the address it was given for: with another address it has to be given anew.
        if (body.key === undefined && before?.key_sealed && new URL(before.base_url).origin !== new URL(body.baseUrl).origin)
          throw problem('invalid', 'The address is another one: enter its key too, or null when it needs none.', {
            findings: [{ rule: 'provider.key', severity: 'error', path: 'key', fix: 'Enter the key of the new address.' }],
          })
        const purpose = { key: secretKey, purpose: providerKeyPurpose(workspaceId) }
        const keySealed = body.key === undefined ? (before?.key_sealed ?? null) : body.key && sealSecret(body.key, purpose)
        const asRow: ProviderRow = {
          kind: body.kind,
          base_url: body.baseUrl,
          model: body.model,
          key_sealed: keySealed,
          features: body.features,
          input_price: body.inputPrice,
          output_price: body.outputPrice,
          currency: body.currency,
          monthly_limit: body.monthlyLimit,
          changed_by: actor.name,
          changed_at: new Date(),
        }
        const failed = await provider.test(workspaceId, asRow)
        if (failed) throw problem('upstream', `${failed} Nothing was changed.`)
        const saved = await saveProvider(pool, workspaceId, { ...body, keySealed, changedBy: actor.name })
        return present(workspaceId, saved ?? asRow)
      },
    )

    app.delete(
      '/v1/suggestions/provider',
      { config: { access: 'admin' }, schema: { summary: 'Ask no model any more, and forget its key', tags } },
      async ({ actor }, reply) => {
        await pool.query('delete from language_providers where workspace_id = $1', [actor.workspaceId])
        return reply.code(204).send()
      },
    )

    app.post(
      '/v1/threads/:id/draft',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'A reply drafted by the model, for a person to look at; personal data is hidden before it leaves',
          tags,
          params: Id,
          body: z.object({ wish: z.string().trim().max(1_000).default('').describe('What the reply should say or be like') }),
          response: { 200: Draft },
        },
      },
      async ({ actor, params, body }) => {
        const asked = { workspaceId: actor.workspaceId, threadId: params.id }
        await requireThread(pool, asked.workspaceId, asked.threadId)
        const known = await suggestReplies(pool, { ...asked, now: clock.now() })
        return draftReply(pool, provider, { ...asked, known, wish: body.wish })
      },
    )

    app.post(
      '/v1/threads/:id/summary',
      {
        config: { access: 'agent' },
        schema: { summary: 'What a conversation is about and what is open', tags, params: Id, response: { 200: Draft } },
      },
      async ({ actor, params }) => {
        await requireThread(pool, actor.workspaceId, params.id)
        return summarise(pool, provider, { workspaceId: actor.workspaceId, threadId: params.id })
      },
    )

    app.post(
      '/v1/threads/:id/classification',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Which of these labels fits a conversation; null when none does',
          tags,
          params: Id,
          body: z.object({ labels: z.array(z.string().trim().min(1).max(64)).min(2).max(50) }),
          response: { 200: Answer.extend({ label: z.string().nullable() }) },
        },
      },
      async ({ actor, params, body }) => {
        await requireThread(pool, actor.workspaceId, params.id)
        return classify(pool, provider, { workspaceId: actor.workspaceId, threadId: params.id, labels: body.labels })
      },
    )

    app.post(
      '/v1/suggestions/template',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'The body of a template, drafted by the model',
          tags,
          body: z.object({
            purpose: z.string().trim().min(1).max(2_000),
            category: z.enum(['MARKETING', 'UTILITY']),
            language: z.string().min(2).max(16),
          }),
          response: { 200: Draft },
        },
      },
      async ({ actor, body }) => draftTemplate(provider, { workspaceId: actor.workspaceId, ...body }),
    )
  }
