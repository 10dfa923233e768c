import { words as english } from './en.ts'

/** The shape of English with any words in it: a dictionary that lacks a sentence, or asks for another number, does not compile. */
type Translated<T> = T extends (...values: infer Values) => string
  ? (...values: Values) => string
  : T extends string
    ? string
    : { readonly [Key in keyof T]: Translated<T[Key]> }

export type Words = Translated<typeof english>

/**
 * The words on the screen, and how its language writes numbers and times. Set once, before the application's modules are loaded, so
 * that each may read them as it is evaluated; another language means another page.
 */
export let words: Words = english
export let locale = 'en-GB'
export let direction: 'ltr' | 'rtl' = 'ltr'

export function speak(spoken: { readonly words: Words; readonly locale: string; readonly direction?: 'ltr' | 'rtl' }): void {
  words = spoken.words
  locale = spoken.locale
  direction = spoken.direction ?? 'ltr'
}
