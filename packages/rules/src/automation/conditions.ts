import { compareAmounts, type PlatformTime } from '@casement/platform'
import type { WindowView } from '../decision.ts'
import type { Purpose } from '../situation.ts'
import type { Condition, Leaf, Value } from './graph.ts'
import { isWithin } from './hours.ts'
import { hasWords } from './words.ts'

/** What a condition may ask about, as it is now. */
export type Facts = {
  readonly now: PlatformTime
  readonly contact: {
    readonly name: string
    /** Digits, no plus; null when only the business-scoped id is known. */
    readonly phone: string | null
    readonly country: string
    readonly attributes: Readonly<Record<string, unknown>>
    readonly tags: readonly string[]
    readonly consent: (purpose: Purpose) => 'in' | 'out' | 'unsaid'
  }
  readonly thread: { readonly state: 'open' | 'resolved'; readonly assigned: boolean; readonly tags: readonly string[] }
  readonly window: WindowView
  /** What a message of a kind would cost now; null when it is not known. */
  readonly priceOf: (category: 'service' | 'utility' | 'marketing') => string | null
  /** The text of the message that began the run. */
  readonly text: string
  readonly answer: { readonly text: string; readonly id: string | null } | null
  readonly data: Readonly<Record<string, unknown>>
}

/** Whether a condition holds. What is not known equals nothing, and is above and below nothing. */
export function holds(condition: Condition, facts: Facts): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, facts))
  if ('any' in condition) return condition.any.some((part) => holds(part, facts))
  if ('not' in condition) return !holds(condition.not, facts)
  return leafHolds(condition, facts)
}

function leafHolds(leaf: Leaf, facts: Facts): boolean {
  const { contact, thread, window, now } = facts
  if ('attribute' in leaf) return compares(leaf, contact.attributes[leaf.attribute])
  if ('data' in leaf) return compares(leaf, valueIn(facts.data, leaf.data))
  if ('tag' in leaf) return contact.tags.includes(leaf.tag)
  if ('consent' in leaf) return contact.consent(leaf.consent) === leaf.is
  if ('country' in leaf) return leaf.country.includes(contact.country)
  if ('window' in leaf) return window.csw.open === (leaf.window === 'open')
  if ('windowLeft' in leaf)
    return window.csw.open && window.csw.until !== null && window.csw.until - now >= leaf.windowLeft * 60_000
  if ('entryPoint' in leaf) return (window.fep.state === 'none') === (leaf.entryPoint === 'closed')
  if ('thread' in leaf) return thread.state === leaf.thread
  if ('assigned' in leaf) return thread.assigned === leaf.assigned
  if ('threadTag' in leaf) return thread.tags.includes(leaf.threadTag)
  if ('price' in leaf) {
    const price = facts.priceOf(leaf.price)
    return price !== null && compareAmounts(price, leaf.most) <= 0
  }
  if ('hours' in leaf) return isWithin(leaf.hours, now)
  if ('text' in leaf) return hasWords(facts.text, leaf.text)
  return (
    facts.answer !== null &&
    (hasWords(facts.answer.text, leaf.answer) || (facts.answer.id !== null && leaf.answer.words.includes(facts.answer.id)))
  )
}

type Compared = { is?: Value; isNot?: Value; contains?: string; above?: number; below?: number; exists?: boolean }

function compares({ is, isNot, contains, above, below, exists }: Compared, value: unknown): boolean {
  const known = value !== undefined && value !== null
  const text = known ? String(value) : null
  const number = text !== null && text.trim() !== '' ? Number(text) : Number.NaN
  if (is !== undefined && text !== String(is)) return false
  if (isNot !== undefined && text === String(isNot)) return false
  if (contains !== undefined && !text?.toLowerCase().includes(contains.toLowerCase())) return false
  if (above !== undefined && !(number > above)) return false
  if (below !== undefined && !(number < below)) return false
  if (exists !== undefined) return known === exists
  return is !== undefined || isNot !== undefined || contains !== undefined || above !== undefined || below !== undefined || known
}

/** A member inside others by its path, `http.body.open`; undefined when it is not there. */
export function valueIn(data: Readonly<Record<string, unknown>>, path: string): unknown {
  let found: unknown = data
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = (found as Record<string, unknown>)[key]
  }
  return found
}
