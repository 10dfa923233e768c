import { dayIn, later, MINUTE, monthIn, type PlatformTime, policyAt, type RateCard } from '@casement/platform'
import { consentIn, type Decision, decide, newWindow, priceOf, type Situation, type WindowState } from '@casement/rules'
import { type Graph, holds, type Node } from '@casement/rules/automation'
import type { SendingNumber } from '../messages/load-situations.ts'
import { nextLocalHour } from '../settings/local-hours.ts'
import { placeOf } from '../settings/place.ts'
import { factsOf, type Memory, type Person, type Prices } from './load-facts.ts'

export type PastMessage = { at: PlatformTime; text: string; id: string | null }
export type PastTemplate = {
  name: string
  language: string
  category: 'marketing' | 'utility' | 'authentication'
  status: string
}

/** What a run would have met: people, templates and habits as they are now; messages and prices as they were then. */
export type Past = {
  number: SendingNumber
  /** Of the account's currency, or what stands in for it. */
  cards: readonly RateCard[]
  requireOptIn: boolean
  templates: readonly PastTemplate[]
  /** Free-form messages that counted in a month, before those of the simulation. */
  serviceUsed: Map<string, number>
  now: PlatformTime
}

export type SimulatedRun = {
  endedAt: PlatformTime
  sent: Extract<Decision, { kind: 'send' | 'hold' }>[]
  refused: string[]
  way: { node: string; exit: string | null }[]
}

const MOST_STEPS = 200

/** Walks a drawing as a run that began then would have, without effects: calls succeed, and answers are those that really came. */
export function simulateRun(
  graph: Graph,
  { person, memory, at, inbound }: { person: Person; memory: Memory; at: PlatformTime; inbound: readonly PastMessage[] },
  past: Past,
): SimulatedRun {
  const run: SimulatedRun = { endedAt: at, sent: [], refused: [], way: [] }
  let time = at
  let node = graph.nodes.find(({ id }) => id === graph.start)
  const who = { ...person, attributes: { ...person.attributes }, tags: [...person.tags] }
  const knows: Memory = { ...memory }
  for (let step = 0; node && step < MOST_STEPS; step++) {
    const { exit, until } = take(node)
    run.way.push({ node: node.id, exit })
    if (until > past.now) break
    time = until
    const next: string | undefined = exit === null ? undefined : node.next[exit]
    node = graph.nodes.find(({ id }) => id === next)
  }
  run.endedAt = time
  return run

  function take(step: Node): { exit: string | null; until: PlatformTime } {
    const on = (exit: string | null, until = time) => ({ exit, until })
    switch (step.kind) {
      case 'send':
        return on(send(step.message) ? 'done' : 'refused')
      case 'wait':
        return on('done', later(time, Math.round(step.minutes * MINUTE)))
      case 'wait-until':
        return on('done', nextLocalHour(time, placeOf(who.phone), step.hour, who.timeZone))
      case 'ask': {
        const end = later(time, Math.round(step.timeoutMinutes * MINUTE))
        const answer = inbound.find((message) => message.at > time && message.at < end)
        knows.answer = answer ? { text: answer.text, id: answer.id } : null
        return answer ? on('answered', answer.at) : on('timeout', end)
      }
      case 'branch': {
        const facts = factsOf({ ...who, window: windowAtTime() }, knows, time, prices())
        return on(step.cases.find((each) => holds(each.if, facts))?.id ?? 'otherwise')
      }
      case 'tag':
        who.tags = [...who.tags.filter((tag) => !step.remove.includes(tag)), ...step.add]
        return on('done')
      case 'attribute':
        who.attributes[step.key] = step.value
        return on('done')
      case 'hand-over':
        return on(null)
      default:
        return on('done')
    }
  }

  function send(message: { type: string } & Record<string, unknown>): boolean {
    const wanted = message.type === 'template' ? (message.template as { name: string; language: { code: string } }) : null
    const template =
      wanted && past.templates.find(({ name, language }) => name === wanted.name && language === wanted.language.code)
    const situation = situationOf(message.type, wanted ? (template?.category ?? 'utility') : 'service')
    const decision = decide(
      wanted
        ? { ...situation, template: { name: wanted.name, language: wanted.language.code, status: template?.status ?? 'missing' } }
        : situation,
    )
    if (decision.kind === 'refuse') {
      run.refused.push(decision.rule ?? 'content.invalid')
      return false
    }
    if (!wanted) past.serviceUsed.set(month(), situation.serviceUsedThisMonth + 1)
    run.sent.push(decision)
    return true
  }

  function situationOf(type: string, category: 'service' | 'marketing' | 'utility' | 'authentication'): Situation {
    const { number } = past
    return {
      now: time,
      day: dayIn(time, number.time_zone),
      policy: policyAt(time, number.time_zone),
      cards: past.cards,
      currency: number.currency,
      message: { kind: category === 'service' ? 'free-form' : 'template', type, category, initiator: 'automation' },
      findings: [],
      recipient: { phone: who.phone },
      sender: { phone: number.phone },
      window: windowAtTime(),
      consent: { ...consentIn(who.consent), requireOptIn: past.requireOptIn },
      serviceUsedThisMonth: past.serviceUsed.get(month()) ?? 0,
      reach: { limit: null, used: 0 },
    }
  }

  function prices(): Prices {
    const of = (category: 'service' | 'utility' | 'marketing') =>
      priceOf(situationOf(category === 'service' ? 'text' : 'template', category)).amount
    return { service: of('service'), utility: of('utility'), marketing: of('marketing') }
  }

  /** The window as the customer's own messages had opened it by then. */
  function windowAtTime(): WindowState {
    const last = inbound.findLast((message) => message.at <= time)
    return { ...newWindow, lastUserAt: last?.at ?? null }
  }

  function month(): string {
    return monthIn(time, past.number.time_zone)
  }
}
