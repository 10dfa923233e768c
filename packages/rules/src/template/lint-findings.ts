import type { ContentFinding } from '../content/fields.ts'
import { Findings } from '../content/findings.ts'
import { type TemplateRuleId, templateRules } from './rules.ts'

const STOP = 'template.stop'
const warnings = new Set<string>([STOP])
for (const rule of templateRules) if (rule.severity === 'warning') warnings.add(rule.id)

export type LintFindings = Findings<TemplateRuleId | typeof STOP, ContentFinding>
export const newLintFindings = (): LintFindings => new Findings<TemplateRuleId | typeof STOP, ContentFinding>(warnings)

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
