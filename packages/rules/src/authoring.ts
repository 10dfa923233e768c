export { type CategoryRisk, categoryRisk } from './template/category-risk.ts'
export { type LintContext, lintTemplate } from './template/lint-template.ts'
export { type TemplateRuleId, templateRules } from './template/rules.ts'
export { stopRepair } from './template/stop.ts'
