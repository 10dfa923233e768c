import { priceOf, type Rule, rulebook, type Situation, windowAt } from '@casement/rules'
import { contentRules, templateRules } from '@casement/rules/reference'

/** A rule that forbids or delays a send, with the codes the platform answers with for the same reason. */
export type Speaking = { readonly rule: string; readonly codes: readonly number[] }

const codeOfFinding = new Map<string, number | undefined>(
  [...contentRules, ...templateRules].map((rule) => [rule.id, 'code' in rule ? rule.code : undefined]),
)

/**
 * Every rule that would refuse or hold this send, in the order of the rulebook. The first of them is the decision; the platform may
 * come upon another one of them first, and both are right.
 */
export function speakingRules(situation: Situation): readonly Speaking[] {
  const window = windowAt(situation.window, situation.now, situation.policy)
  const one = {
    situation,
    window,
    businessInitiated: !window.csw.open || situation.message.initiator === 'campaign',
    price: () => priceOf(situation, window),
  }
  const speaking: Speaking[] = []
  for (const rule of rulebook as readonly Rule[]) {
    const verdict = rule.check(one)
    if (verdict === null || verdict.kind === 'send') continue
    speaking.push({ rule: rule.id, codes: rule.id === 'content.invalid' ? codesOfFindings(situation) : codesOf(rule) })
  }
  return speaking
}

const codesOf = (rule: Rule): readonly number[] => (rule.code === null ? [] : [rule.code])

function codesOfFindings({ findings }: Situation): readonly number[] {
  const errors = findings.filter((finding) => finding.severity === 'error')
  return [...new Set(errors.flatMap((finding) => codeOfFinding.get(finding.rule) ?? []))]
}
