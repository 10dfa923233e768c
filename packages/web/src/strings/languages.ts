import { store, stored } from '../controls/stored.ts'
import { type Areas, bring, type CoreWords, speak } from './words.ts'

export type Language = {
  /** In its own words. */
  readonly name: string
  /** How it writes numbers and times. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
  /** Not offered: for looking at the desk, such as mirrored. */
  readonly hidden?: true
  /** Fetched only by who reads it. English is the fallback and always there. */
  readonly load: () => Promise<{ readonly words: CoreWords }>
  /** Fetched with the part of the desk that speaks them. */
  readonly areas: { readonly [Area in keyof Areas]: () => Promise<Areas[Area]> }
}

const english: Language['areas'] = {
  automation: () => import('./en-automations.ts').then((module) => module.automationWords),
  campaign: () => import('./en-campaigns.ts').then((module) => module.campaignWords),
  insights: () => import('./en-insights.ts').then((module) => module.insightWords),
  settings: () => import('./en-settings.ts').then((module) => module.settingsWords),
}
const spanish: Language['areas'] = {
  automation: () => import('./es-automations.ts').then((module) => module.automationWords),
  campaign: () => import('./es-campaigns.ts').then((module) => module.campaignWords),
  insights: () => import('./es-insights.ts').then((module) => module.insightWords),
  settings: () => import('./es-settings.ts').then((module) => module.settingsWords),
}

export const MIRRORED = 'en-x-rtl'

/** One line for each language the desk speaks: a file beside this one with every word in it, and its entry here. */
export const languages: Readonly<Record<string, Language>> = {
  en: { name: 'English', locale: 'en-GB', direction: 'ltr', load: () => import('./en.ts'), areas: english },
  es: { name: 'Español', locale: 'es-ES', direction: 'ltr', load: () => import('./es.ts'), areas: spanish },
  // Mirrored: what a language from right to left will look like, in words that everybody here can read.
  [MIRRORED]: {
    name: 'English, mirrored',
    locale: 'en-GB',
    direction: 'rtl',
    hidden: true,
    load: () => import('./en.ts'),
    areas: english,
  },
}

const KEY = 'language'
export const FALLBACK = 'en'

/** The language chosen here; else the first of the browser’s that the desk speaks, whatever its country; else English. */
export function chosenLanguage(
  setting: string | null,
  preferred: readonly string[],
  spoken: Readonly<Record<string, unknown>> = languages,
): string {
  if (setting !== null && setting in spoken) return setting
  return preferred.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find((tag) => tag in spoken) ?? FALLBACK
}

/** What a menu offers. */
export const offeredLanguages = (): readonly (readonly [tag: string, name: string])[] =>
  Object.entries(languages).flatMap(([tag, { name, hidden }]) => (hidden ? [] : [[tag, name] as const]))

export const languageNow = (): string => chosenLanguage(stored(KEY), navigator.languages)

/** Another language is another page: every module has read its words already. */
export function chooseLanguage(language: string): void {
  store(KEY, language)
  location.reload()
}

/** Before anything is drawn. A dictionary that cannot be fetched leaves English. */
export async function speakChosenLanguage(): Promise<void> {
  const tag = languageNow()
  const language = languages[tag]
  if (!language) return
  document.documentElement.lang = tag === FALLBACK ? language.locale : tag
  document.documentElement.dir = language.direction
  if (tag === FALLBACK) return
  await language.load().then(
    ({ words }) => speak({ words, locale: language.locale, direction: language.direction }),
    () => undefined,
  )
}

/** A page of the desk whose words come with it. A dictionary that cannot be fetched leaves English. */
export const withWords =
  <Area extends keyof Areas, Page>(area: Area, load: () => Promise<Page>) =>
  async (): Promise<Page> => {
    const { areas } = languages[languageNow()] ?? { areas: english }
    bring({ [area]: await areas[area]().catch(english[area]) } as Partial<Areas>)
    return load()
  }
