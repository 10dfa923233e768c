import { words as english } from './en.ts'
import type { automationWords } from './en-automations.ts'
import type { campaignWords } from './en-campaigns.ts'
import type { insightWords } from './en-insights.ts'
import type { settingsWords } from './en-settings.ts'

/** The shape of English with any words in it: a dictionary that lacks a sentence, or asks for another number, does not compile. */
type Translated<T> = T extends (...values: infer Values) => string
  ? (...values: Values) => string
  : T extends string
    ? string
    : { readonly [Key in keyof T]: Translated<T[Key]> }

/** Words that only one part of the desk speaks: they come with it. */
export type Areas = Translated<{
  readonly automation: typeof automationWords
  readonly campaign: typeof campaignWords
  readonly insights: typeof insightWords
  readonly settings: typeof settingsWords
}>
/** Words that are there from the beginning. */
export type CoreWords = Translated<typeof english>
export type Words = CoreWords & Areas

/**
 * The words on the screen, and how its language writes numbers and times. Set once, before the application's modules are loaded, so
 * that each may read them as it is evaluated; another language means another page.
 */
// The areas are brought before any module that reads them is loaded (`withWords`).
export let words: Words = english as CoreWords as Words
export let locale = 'en-GB'
export let direction: 'ltr' | 'rtl' = 'ltr'

export function speak(spoken: { readonly words: CoreWords; readonly locale: string; readonly direction?: 'ltr' | 'rtl' }): void {
  words = spoken.words as Words
  locale = spoken.locale
  direction = spoken.direction ?? 'ltr'
}

/** Adds the words of an area. */
export function bring(area: Partial<Areas>): void {
  words = { ...words, ...area }
}
