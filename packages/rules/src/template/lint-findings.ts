import type { ContentFinding } from '../content/fields.ts'
import { Findings, severitiesOf } from '../content/findings.ts'
import { parameterRules } from './parameter-rules.ts'
import { type TemplateRuleId, templateRules } from './rules.ts'

const stop = parameterRules.find((rule) => rule.id === 'template.stop') ?? parameterRules[0]
const severities = severitiesOf([...templateRules, stop])

export type LintFindings = Findings<TemplateRuleId | 'template.stop', ContentFinding>
export const newLintFindings = (): LintFindings => new Findings<TemplateRuleId | 'template.stop', ContentFinding>(severities)

/** What the checks of one set of components need: those of the template, or those of a card. */
export type LintPlace = {
  readonly found: LintFindings
  /** Path of the list of components, such as `components`. */
  readonly path: string
  readonly category: string
  readonly named: boolean
  readonly maxBody: number
}

/** A text that must be there. */
export function needText(found: LintFindings, value: unknown, path: string, what: string): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value
  found.add('template.required', path, `Write ${what}.`)
  return undefined
}
