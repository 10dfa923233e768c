import { z } from 'zod'
import { writable } from './draft-origin.ts'
import type { DraftContent, DraftRow } from './drafts.ts'
import type { TemplateRow } from './queries.ts'

const Text = z.string().max(1_024)
/** One template of a file: as Graph lists it, as this API shows it, or as somebody wrote it by hand. */
const Item = z.looseObject({
  name: Text,
  language: z.union([Text, z.looseObject({ code: Text })]).optional(),
  category: Text.optional(),
  components: z.array(z.unknown()).max(20),
  parameter_format: Text.optional(),
  parameterFormat: Text.optional(),
  message_send_ttl_seconds: z.int().optional(),
  ttlSeconds: z.int().nullish(),
})

export type ImportPlan = { drafts: DraftContent[]; skipped: { name: string; because: string }[] }

/** What a file's templates become: drafts, but for those that are there already and those that are no templates. */
export function planImport(
  items: readonly unknown[],
  there: { templates: readonly Pick<TemplateRow, 'name' | 'language'>[]; drafts: readonly Pick<DraftRow, 'name' | 'language'>[] },
): ImportPlan {
  const plan: ImportPlan = { drafts: [], skipped: [] }
  const taken = new Map<string, string>()
  for (const { name, language } of there.templates)
    taken.set(`${name} ${language}`, 'A template of this name and language exists.')
  for (const { name, language } of there.drafts) taken.set(`${name} ${language}`, 'A draft of this name and language exists.')
  items.forEach((given, index) => {
    const read = Item.safeParse(given)
    if (!read.success) {
      plan.skipped.push({ name: `Entry ${index + 1}`, because: 'It is no template: it needs a name and a list of components.' })
      return
    }
    const { name, language = 'en', category = 'UTILITY', components } = read.data
    const code = typeof language === 'string' ? language : language.code
    const because = taken.get(`${name} ${code}`)
    if (because) {
      plan.skipped.push({ name: `${name}, ${code}`, because })
      return
    }
    taken.set(`${name} ${code}`, 'The file has it twice.')
    plan.drafts.push({
      name,
      language: code,
      category: category.toUpperCase(),
      parameterFormat: (read.data.parameter_format ?? read.data.parameterFormat ?? 'POSITIONAL').toUpperCase(),
      components: writable(components, category),
      ttlSeconds: read.data.message_send_ttl_seconds ?? read.data.ttlSeconds ?? null,
    })
  })
  return plan
}
