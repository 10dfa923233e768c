export type TemplateSearch = { readonly waba?: string; readonly language?: string; readonly compare?: boolean }

/** Which account's template of the name and in which language, alone or beside the others. */
export const templateSearch = (search: Record<string, unknown>): TemplateSearch => ({
  ...(typeof search.waba === 'string' || typeof search.waba === 'number' ? { waba: String(search.waba) } : {}),
  ...(typeof search.language === 'string' ? { language: search.language } : {}),
  ...(search.compare === true ? { compare: true } : {}),
})
