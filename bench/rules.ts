import { readFile } from 'node:fs/promises'
import { HOUR, later, platformTime, policyAt, rateCards } from '../packages/platform/src/index.ts'
import { checkContent, decide, foldWindow, newWindow, type Situation } from '../packages/rules/src/index.ts'
import { type Benchmark, perSecond } from './benchmark.ts'

type Message = Readonly<Record<string, unknown>>
type Mixed = { readonly label: string; readonly share: number; readonly message: Message }
type MixedSend = Mixed & {
  readonly to: string
  /** The definition behind a template send, whose parameters are checked too. */
  readonly definition?: Readonly<Record<string, unknown>>
  readonly category?: 'marketing' | 'utility' | 'authentication'
  readonly lastInboundHoursAgo: number | null
  readonly serviceUsedThisMonth?: number
  readonly marketing?: 'in' | 'out'
}
type MixedContent = Mixed & { readonly repeat?: { readonly path: string; readonly times: number } }

const NOW = platformTime('2026-11-20T12:00:00Z')
const BATCH = 1_000

export const rulesBenchmarks: readonly Benchmark[] = [
  {
    name: 'rules.decide',
    about: 'messages judged in a second on one core: content, decision and price',
    run: async () => {
      const mix = await readMix<MixedSend>('decisions')
      const sends = deal(
        mix.map((one) => ({
          ...one,
          item: {
            message: one.message,
            context: { now: NOW, ...(one.definition ? { template: one.definition } : {}) },
            situation: situationOf(one),
          },
        })),
      )
      let refused = 0
      let charged = 0
      const { median, ...spread } = perSecond(() => {
        refused = 0
        charged = 0
        for (const { message, context, situation } of sends) {
          const decision = decide({ ...situation, findings: checkContent(message, context) })
          if (decision.kind === 'refuse') refused++
          else if (decision.price?.billable) charged++
        }
        return sends.length
      })
      return {
        value: median,
        unit: 'decisions/s',
        detail: { ...spread, refusedShare: refused / sends.length, chargedShare: charged / sends.length, mix: describe(mix) },
      }
    },
  },
  {
    name: 'rules.content',
    about: 'contents checked in a second on one core',
    run: async () => {
      const mix = await readMix<MixedContent>('contents')
      const messages = deal(mix.map((one) => ({ ...one, item: one.repeat ? longer(one.message, one.repeat) : one.message })))
      let findings = 0
      const { median, ...spread } = perSecond(() => {
        findings = 0
        for (const message of messages) findings += checkContent(message).length
        return messages.length
      })
      return {
        value: median,
        unit: 'messages/s',
        detail: { ...spread, findingsEach: findings / messages.length, mix: describe(mix) },
      }
    },
  },
]

const readMix = async <T>(name: string): Promise<readonly T[]> =>
  JSON.parse(await readFile(new URL(`mix/${name}.json`, import.meta.url), 'utf8'))

const describe = (mix: readonly Mixed[]) => Object.fromEntries(mix.map(({ label, share }) => [label, share]))

/** One batch in which each kind has its share, dealt like cards so that kinds alternate, the same in every run. */
function deal<T>(kinds: readonly { readonly share: number; readonly item: T }[]): readonly T[] {
  const total = kinds.reduce((sum, { share }) => sum + share, 0)
  const dealt = kinds.map(() => 0)
  return Array.from({ length: BATCH }, (_, position) => {
    const owed = kinds.map(({ share }, kind) => ((position + 1) * share) / total - (dealt[kind] as number))
    const next = owed.indexOf(Math.max(...owed))
    dealt[next] = (dealt[next] as number) + 1
    return (kinds[next] as { item: T }).item
  })
}

function situationOf(one: MixedSend): Situation {
  const policy = policyAt(NOW)
  const { template } = one.message as { template?: { name: string; language: { code: string } } }
  const at = one.lastInboundHoursAgo === null ? null : later(NOW, -one.lastInboundHoursAgo * HOUR)
  return {
    now: NOW,
    policy,
    cards: rateCards,
    currency: 'USD',
    message: {
      kind: template ? 'template' : 'free-form',
      type: String(one.message.type),
      category: one.category ?? 'service',
      initiator: 'api',
    },
    ...(template ? { template: { name: template.name, language: template.language.code, status: 'APPROVED' } } : {}),
    findings: [],
    recipient: { phone: one.to.slice(1) },
    sender: { phone: '447700900123', status: 'CONNECTED', quality: 'GREEN' },
    window: at === null ? newWindow : foldWindow(newWindow, { type: 'user-message', at, messageType: 'text' }, policy),
    consent: { marketing: one.marketing ?? 'unsaid' },
    serviceUsedThisMonth: one.serviceUsedThisMonth ?? 0,
    reach: { limit: 2_000, used: 400 },
  }
}

/** The same message with one text in it so many times over; a mix that is read by people should not hold pages of it. */
function longer(message: Message, { path, times }: { path: string; times: number }): Message {
  const [part = '', ...rest] = path.split('.')
  const inner = message[part]
  const value = rest.length > 0 ? longer(inner as Message, { path: rest.join('.'), times }) : String(inner).repeat(times)
  return { ...message, [part]: value }
}
