import { type Decision, explain } from '@casement/rules'
import { differenceInPrice } from './compare-price.ts'
import { describeFate, type Fate } from './fate.ts'
import { leftOut } from './left-out.ts'
import type { Outlook, Truth } from './outlook.ts'

export type Disagreement = {
  /** The same for the same kind of disagreement, so that a shorter history can be told to show it too. */
  readonly kind: string
  readonly step: number
  readonly rules: string
  readonly platform: string
}

/** Agreed: with the code that both named, where there was one. */
export type Comparison =
  | { readonly is: 'agreed'; readonly code: number | null; readonly rules: readonly string[] }
  | { readonly is: 'left-out'; readonly id: string }
  | { readonly is: 'disagreement'; readonly disagreement: Disagreement }

const THROUGHPUT = 130429
const PAIR = 131056

/**
 * Whether what the rules said and what the platform did are the same thing. `send`: no code that could have been foreseen, and the
 * price as said. `refuse` and `hold`: a code of a rule that speaks.
 */
export function compareFate(outlook: Outlook, fate: Fate, truth: Truth): Comparison {
  const paced = comparePace(outlook, fate)
  if (paced !== null) return paced
  const difference = differenceBetween(outlook, fate)
  if (typeof difference !== 'string') return { is: 'agreed', ...difference }
  const row = leftOut.find(({ excuses }) => excuses(outlook, fate, truth))
  return row ? { is: 'left-out', id: row.id } : disagree(outlook, fate, difference)
}

/** What both named, or in a few words how they differ. */
function differenceBetween(
  outlook: Outlook,
  fate: Fate,
): { readonly code: number | null; readonly rules: readonly string[] } | string {
  const { decision, speaking, price } = outlook
  if (fate.kind === 'failed') {
    const rules = speaking.filter(({ codes }) => codes.includes(fate.code)).map(({ rule }) => rule)
    return rules.length > 0 ? { code: fate.code, rules } : `${ruleOf(decision)} but ${fate.code}`
  }
  if (decision.kind !== 'send') return `${ruleOf(decision)} but sent`
  const difference = differenceInPrice(outlook, fate)
  return difference === null
    ? { code: null, rules: price.rule === undefined ? [] : [price.rule] }
    : `${price.rule} but ${difference}`
}

/** Too fast is a matter of pace: no decision, but the same arithmetic on both sides. */
function comparePace(outlook: Outlook, fate: Fate): Comparison | null {
  const { now } = outlook.situation
  const code = fate.kind === 'failed' ? fate.code : null
  if (code === PAIR)
    return outlook.slot.pair > now ? agreed(code) : disagree(outlook, fate, 'a free slot for the pair but 131056')
  // Our pace is slower than the limit on purpose: what it admits must pass, what it does not may pass all the same.
  if (code === THROUGHPUT) return outlook.slot.number > now ? agreed(code) : disagree(outlook, fate, 'a free slot but 130429')
  if (outlook.slot.pair > now && (fate.kind === 'sent' || fate.by === 'webhook')) {
    return disagree(outlook, fate, 'no slot for the pair but accepted')
  }
  return null
}

const agreed = (code: number): Comparison => ({ is: 'agreed', code, rules: [] })
const ruleOf = (decision: Decision): string => `${decision.kind} ${decision.rule ?? ''}`.trim()

export function disagree(outlook: Outlook, fate: Fate, kind: string): Comparison {
  const { decision, speaking, step } = outlook
  const others = speaking.map(({ rule, codes }) => `${rule} (${codes.join(', ') || 'no code'})`).join(', ')
  const rules = `${ruleOf(decision)}: ${explain(decision)}${others ? ` Speaking: ${others}.` : ''}`
  return { is: 'disagreement', disagreement: { kind, step, rules, platform: describeFate(fate) } }
}
