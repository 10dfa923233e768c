import type { PlatformTime } from '@casement/platform'
import { checkContent, type Finding, type TemplateInput } from '@casement/rules'
import type { StoredTemplate } from './load-situations.ts'

/**
 * Everything that is wrong or unwise in a message, a template send measured by its definition. Asked by the gate and again at the last look.
 * Which catalogues an account has connected is known to Meta alone, so a product's is not judged here.
 */
export const findingsOf = (message: object, template: StoredTemplate | undefined, now: PlatformTime): readonly Finding[] =>
  checkContent(message, { now, ...(template ? { template: template as TemplateInput } : {}) })
