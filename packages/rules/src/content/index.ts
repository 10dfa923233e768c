export { checkContent } from './check-content.ts'
export type { ContentContext, MediaFacts } from './context.ts'
export { type ContentRule, type ContentRuleId, contentRules } from './rules.ts'
