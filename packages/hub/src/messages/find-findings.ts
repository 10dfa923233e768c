import type { PlatformTime } from '@casement/platform'
import { checkContent, type Finding, type TemplateInput } from '@casement/rules'
import type { StoredTemplate } from './load-situations.ts'

/** No catalogue can be connected yet, so a product message names one that this account does not have. */
const CATALOGUES: readonly string[] = []

/** Everything that is wrong or unwise in a message, a template send measured by its definition. Asked by the gate and again at the last look. */
export const findingsOf = (message: object, template: StoredTemplate | undefined, now: PlatformTime): readonly Finding[] =>
  checkContent(message, { now, catalogues: CATALOGUES, ...(template ? { template: template as TemplateInput } : {}) })
