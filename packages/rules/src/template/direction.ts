import { flatText } from './flat-text.ts'
import type { Span } from './rendered.ts'

const RTL = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const FIRST_LETTER = /\p{L}/u

/** Direction of the first strong letter, as phones lay out a bubble. */
export function directionOf(spans: readonly Span[]): 'ltr' | 'rtl' {
  const letter = FIRST_LETTER.exec(flatText(spans))?.[0]
  return letter !== undefined && RTL.test(letter) ? 'rtl' : 'ltr'
}
