import type { PlatformTime } from '@casement/platform'
import { checkContent, type Finding, type MediaFacts, type TemplateInput } from '@casement/rules'
import { ownMediaAt } from '../media/own-media.ts'
import type { StoredTemplate } from './load-situations.ts'

/**
 * Everything that is wrong or unwise in a message, a template send measured by its definition. Asked by the gate and again at the last look.
 * Which catalogues an account has connected is known to Meta alone, so a product's is not judged here.
 * `media`: what is known of our files that the message may name; without it they are not judged.
 */
export function findingsOf(
  message: object,
  template: StoredTemplate | undefined,
  now: PlatformTime,
  media?: Readonly<Record<string, MediaFacts>>,
): readonly Finding[] {
  const found = checkContent(message, {
    now,
    ...(template ? { template: template as TemplateInput } : {}),
    ...(media ? { media } : {}),
  })
  return media ? [...found, ...missingFiles(message, media)] : found
}

const missingFiles = (message: object, known: Readonly<Record<string, MediaFacts>>): Finding[] =>
  ownMediaAt(message)
    .filter(({ id }) => known[id] === undefined)
    .map(({ id, path }) => ({
      rule: 'media.missing',
      severity: 'error',
      path,
      actual: id,
      fix: `This workspace has no file with the id ${id}: upload it with POST /v1/media.`,
    }))
