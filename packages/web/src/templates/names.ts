import { addAmounts } from '@casement/platform'
import type { Draft, Listed, Result } from './template-api.ts'

/** What one language of a name is, in one word: what matters most of it. */
export type LanguageState = 'draft' | 'review' | 'approved' | 'rejected' | 'paused' | 'disabled' | 'other'
export type LanguageOf = {
  readonly language: string
  readonly template: Listed | null
  readonly draft: Draft | null
  readonly state: LanguageState
}
export type TemplateName = {
  readonly key: string
  readonly wabaId: string
  readonly name: string
  readonly category: string
  readonly languages: readonly LanguageOf[]
  /** The state that most wants somebody to look. */
  readonly state: LanguageState
  readonly quality: string
  readonly text: string
  readonly results: {
    readonly sent: number
    readonly delivered: number
    readonly read: number
    readonly taps: number
    readonly cost: string
    readonly currency: string | null
  } | null
}

const STATES: Readonly<Record<string, LanguageState>> = {
  PENDING: 'review',
  IN_APPEAL: 'review',
  APPROVED: 'approved',
  REINSTATED: 'approved',
  REJECTED: 'rejected',
  PAUSED: 'paused',
  DISABLED: 'disabled',
}
export const stateOf = (template: { readonly status: string } | null): LanguageState =>
  template === null ? 'draft' : (STATES[template.status] ?? 'other')

/** What wants somebody to look comes first. */
const URGENCY: readonly LanguageState[] = ['rejected', 'disabled', 'paused', 'review', 'draft', 'other', 'approved']
const QUALITY: readonly string[] = ['RED', 'YELLOW', 'GREEN', 'UNKNOWN']

/** All languages of one name together, by name. */
export function byName(
  templates: readonly Listed[],
  drafts: readonly Draft[],
  results: readonly Result[] = [],
): readonly TemplateName[] {
  const names = new Map<
    string,
    { wabaId: string; name: string; languages: Map<string, { template: Listed | null; draft: Draft | null }> }
  >()
  const at = (wabaId: string, name: string, language: string) => {
    const key = `${wabaId} ${name}`
    const group = names.get(key) ?? { wabaId, name, languages: new Map() }
    names.set(key, group)
    const both = group.languages.get(language) ?? { template: null, draft: null }
    group.languages.set(language, both)
    return both
  }
  for (const template of templates) at(template.wabaId, template.name, template.language).template = template
  for (const draft of drafts) at(draft.wabaId, draft.name, draft.language).draft = draft
  const resultsOf = Map.groupBy(results, (result) => `${result.wabaId} ${result.name}`)

  return [...names]
    .map(([key, { wabaId, name, languages: both }]): TemplateName => {
      const languages = [...both]
        .map(([language, one]): LanguageOf => ({ language, ...one, state: stateOf(one.template) }))
        .sort((a, b) => a.language.localeCompare(b.language))
      const first = languages.find((one) => one.template) ?? languages[0]
      const content = first?.template ?? first?.draft
      return {
        key,
        wabaId,
        name,
        languages,
        category: content?.category.toUpperCase() ?? '',
        state: URGENCY.find((state) => languages.some((one) => one.state === state)) ?? 'other',
        quality: QUALITY.find((quality) => languages.some((one) => (one.template?.quality ?? '') === quality)) ?? 'UNKNOWN',
        text: String(content?.components.find((component) => component.type.toUpperCase() === 'BODY')?.text ?? ''),
        results: summed(resultsOf.get(key)),
      }
    })
    .sort((a, b) => a.name.localeCompare(b.name))
}

function summed(results: readonly Result[] | undefined): TemplateName['results'] {
  if (!results) return null
  const sum = (of: (result: Result) => number) => results.reduce((total, result) => total + of(result), 0)
  return {
    sent: sum((result) => result.sent),
    delivered: sum((result) => result.delivered),
    read: sum((result) => result.read),
    taps: sum((result) => result.taps),
    cost: results.reduce((total, result) => addAmounts(total, result.cost), '0'),
    currency: results.find((result) => result.currency)?.currency ?? null,
  }
}

export type Filter = { readonly search: string; readonly state: LanguageState | null; readonly category: string | null }

export const matching = (names: readonly TemplateName[], { search, state, category }: Filter): readonly TemplateName[] => {
  const wanted = search.trim().toLowerCase()
  return names.filter(
    (one) =>
      (wanted === '' || one.name.includes(wanted) || one.text.toLowerCase().includes(wanted)) &&
      (state === null || one.languages.some((language) => language.state === state || (state === 'draft' && language.draft))) &&
      (category === null || one.category === category),
  )
}
