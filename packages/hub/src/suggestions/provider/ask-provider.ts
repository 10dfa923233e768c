import type pg from 'pg'
import { fetch as fetchBy } from 'undici'
import { openSecret } from '../../access/secrets.ts'
import { readAtMost } from '../../drop-in/forwarding/read-at-most.ts'
import { whyNot } from '../../drop-in/forwarding/safe-address.ts'
import { createSafeAgents } from '../../drop-in/forwarding/safe-agents.ts'
import { Problem, problem } from '../../http/problems.ts'
import { type Feature, findProvider, type ProviderRow, providerKeyPurpose } from './provider-settings.ts'
import { failUse, reserveUse, settleUse } from './uses.ts'

const PATIENCE_MS = 20_000
const MOST_OUTPUT_TOKENS = 800
const LONGEST_ANSWER_BYTES = 1_000_000
/** After so many failures in a row a provider is left in peace, so that nobody waits for what will not come. */
const FAILURES_ALLOWED = 3
const RESTS_MS = 60_000

export type Asked = { feature: Feature; threadId: string | null; system: string; prompt: string }
export type Answered = { text: string; inputTokens: number; outputTokens: number; cost: string; currency: string }

export type AskProvider = {
  /** Asks the workspace's model. Throws a problem with a sentence for people when it may not or cannot be asked. */
  ask(workspaceId: string, asked: Asked): Promise<Answered>
  /** Asks settings that are not stored yet for one word. Answers with what went wrong as a sentence, or null. */
  test(workspaceId: string, provider: ProviderRow): Promise<string | null>
  close(): Promise<void>
}

/** `privateToo`: whether a provider may lie in a private network, such as a model on the same machine. */
export function createAskProvider({
  pool,
  secretKey,
  privateToo,
  now = () => performance.now(),
}: {
  pool: pg.Pool
  secretKey: Buffer
  privateToo: () => boolean
  /** Milliseconds of this machine. */
  now?: () => number
}): AskProvider {
  const agents = createSafeAgents({ privateToo, connections: 4 })
  const troubles = new Map<string, { inARow: number; restsUntil: number }>()

  /** Redirects are not followed: they could lead where the address itself may not. What is too long is not read to its end. */
  const safeFetch: typeof fetch = async (input, init) => {
    const answer = await fetchBy(String(input), {
      ...(init as object),
      redirect: 'error',
      dispatcher: agents.agent(),
    } as Parameters<typeof fetchBy>[1])
    const bytes = await readAtMost(answer.body ?? [], LONGEST_ANSWER_BYTES)
    if (!bytes) throw new Error('its answer is too long')
    return new Response(bytes.length > 0 ? new Uint8Array(bytes) : null, { status: answer.status, headers: [...answer.headers] })
  }

  async function generate(workspaceId: string, provider: ProviderRow, system: string, prompt: string, mostTokens: number) {
    const refused = whyNot(provider.base_url, { privateToo: privateToo() })
    if (refused) throw new Error(refused)
    const purpose = providerKeyPurpose(workspaceId)
    const key = provider.key_sealed && openSecret(provider.key_sealed, { key: secretKey, purpose })
    // Read when it is needed first: most workspaces never ask a model.
    const { generateText } = await import('ai')
    const { text, usage } = await generateText({
      model: await modelOf(provider, key),
      system,
      prompt,
      maxOutputTokens: mostTokens,
      maxRetries: 0,
      abortSignal: AbortSignal.timeout(PATIENCE_MS),
    })
    return { text: text.trim(), inputTokens: usage.inputTokens, outputTokens: usage.outputTokens }
  }

  async function modelOf({ kind, base_url, model }: ProviderRow, key: string | null) {
    const settings = { baseURL: base_url.replace(/\/+$/, ''), fetch: safeFetch, ...(key === null ? {} : { apiKey: key }) }
    if (kind === 'anthropic') return (await import('@ai-sdk/anthropic')).createAnthropic(settings)(model)
    return (await import('@ai-sdk/openai-compatible')).createOpenAICompatible({ name: 'provider', ...settings })(model)
  }

  return {
    async ask(workspaceId, { feature, threadId, system, prompt }) {
      const provider = await findProvider(pool, workspaceId)
      if (!provider?.features.includes(feature))
        throw problem('refused', 'No model is allowed to do this here. An admin can connect one in Settings, under Suggestions.')
      const trouble = troubles.get(workspaceId)
      if (trouble && trouble.restsUntil > now())
        throw problem(
          'upstream',
          'The model did not answer several times and is left in peace for a minute. Write it yourself, or try later.',
        )
      const most = { inputTokens: tokensAtMost(system + prompt), outputTokens: MOST_OUTPUT_TOKENS }
      const use = await reserveUse(pool, workspaceId, { feature, threadId }, most, provider)
      if (use === null)
        throw problem(
          'refused',
          `This month’s ${provider.monthly_limit} ${provider.currency} for the model are spent, or leave too little for this. An admin can raise the limit in Settings.`,
        )
      try {
        const { text, ...used } = await generate(workspaceId, provider, system, prompt, MOST_OUTPUT_TOKENS)
        // Who does not say what was used is counted at the most.
        const { inputTokens = most.inputTokens, outputTokens = most.outputTokens } = used
        troubles.delete(workspaceId)
        const cost = await settleUse(pool, workspaceId, use, { inputTokens, outputTokens }, provider)
        if (text === '') throw problem('upstream', 'The model answered with nothing. Write it yourself, or try again.')
        return { text, inputTokens, outputTokens, cost, currency: provider.currency }
      } catch (error) {
        if (error instanceof Problem) throw error
        const inARow = (troubles.get(workspaceId)?.inARow ?? 0) + 1
        troubles.set(workspaceId, { inARow, restsUntil: inARow >= FAILURES_ALLOWED ? now() + RESTS_MS : 0 })
        const failed = sayWhy(error, provider)
        await failUse(pool, workspaceId, use, failed, { mayCost: mayHaveCost(error) })
        throw problem('upstream', `${failed} Nothing was sent; write it yourself, or try again.`, { cause: error })
      }
    },
    async test(workspaceId, provider) {
      try {
        await generate(workspaceId, provider, 'Answer with one word.', 'Are you there?', 16)
        return null
      } catch (error) {
        return sayWhy(error, provider)
      }
    },
    async close() {
      await agents.close()
    },
  }
}

/** A token is a byte at least; a model wraps what it is asked in a few of its own. */
const tokensAtMost = (asked: string): number => Buffer.byteLength(asked) + 64

/** Whether the provider may have charged for an answer that we did not get. */
function mayHaveCost(error: unknown): boolean {
  if ((error as { statusCode?: number }).statusCode !== undefined) return false
  return !NEVER_ASKED.includes(codeOf(error) ?? '')
}

const NEVER_ASKED = ['ECONNREFUSED', 'ENOTFOUND']
const codeOf = (error: unknown): string | undefined => {
  const { cause } = error as { cause?: { code?: string; cause?: { code?: string } } }
  return cause?.code ?? cause?.cause?.code
}

/** A provider's own words may quote what it was asked, so of an answer only the status is told. */
function sayWhy(error: unknown, { base_url, model }: ProviderRow): string {
  const host = URL.parse(base_url)?.host ?? base_url
  const { statusCode, name, message } = error as { statusCode?: number; name?: string; message?: string }
  if (statusCode === 401 || statusCode === 403) return `${host} does not accept the key.`
  if (statusCode === 404) return `${host} knows no model named ${model}, or the address is not right.`
  if (statusCode === 429) return `${host} asks us to slow down.`
  if (statusCode !== undefined) return `${host} answered with ${statusCode}.`
  if (name === 'TimeoutError' || name === 'AbortError') return `${host} did not answer within ${PATIENCE_MS / 1_000} seconds.`
  const code = codeOf(error)
  if (code === 'ECONNREFUSED') return `Nothing listens at ${host}.`
  if (code === 'ENOTFOUND') return `There is no host named ${host}.`
  return `${host} could not be asked: ${(message ?? 'it did not say why').slice(0, 200)}`
}
