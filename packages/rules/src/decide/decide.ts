import type { Decision, Price, WindowView } from '../decision.ts'
import { priceOf } from '../price/price.ts'
import type { Situation } from '../situation.ts'
import { windowAt } from '../window/view.ts'
import { type Case, isBusinessInitiated, type Rule } from './rule.ts'
import { rulebook } from './rulebook.ts'

const rules: readonly Rule[] = rulebook

/**
 * May this message go now, what does it cost, and why? Pure and quick enough to be asked again right before every post. It judges
 * by the true ends of the windows; the safe ones only warn (see `advise`).
 */
export function decide(situation: Situation): Decision {
  const one = new OpenCase(situation)
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as Rule
    const verdict = rule.check(one)
    if (verdict === null) continue
    const { window } = one
    const because = verdict.because ?? rule.because
    switch (verdict.kind) {
      case 'refuse':
        return { kind: 'refuse', rule: rule.id, because, remedy: verdict.remedy, window }
      case 'hold':
        return { kind: 'hold', rule: rule.id, because, remedy: verdict.remedy, until: verdict.until, price: one.price(), window }
      case 'send':
        return { kind: 'send', rule: rule.id, because, price: one.price(), window }
    }
  }
  throw new Error('The last row of the rulebook speaks always.')
}

class OpenCase implements Case {
  readonly situation: Situation
  readonly window: WindowView
  readonly businessInitiated: boolean
  #price: Price | undefined

  constructor(situation: Situation) {
    this.situation = situation
    this.window = windowAt(situation.window, situation.now, situation.policy)
    this.businessInitiated = isBusinessInitiated(situation, this.window)
  }

  price(): Price {
    this.#price ??= priceOf(this.situation, this.window)
    return this.#price
  }
}
