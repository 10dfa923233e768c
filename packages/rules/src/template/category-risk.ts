import { itemsOf, objectOf, textOf } from '../content/json.ts'
import { componentOf, type TemplateInput, upper } from './components.ts'
import { fixedWords } from './lint-text.ts'
import { promotionWords } from './promotion-words.ts'

/** What in a template would make a reviewer call it marketing. */
export type CategoryRisk = {
  /** `marketing`: promotional words or parts. `unclear`: too little to tell, which counts as marketing too. */
  readonly reads: 'marketing' | 'unclear'
  /** The words, as they stand, each once; parts by their name. */
  readonly words: readonly string[]
  /** The places they were found in. */
  readonly paths: readonly string[]
}

/** Parts that only marketing has, or has almost alone. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ['LIMITED_TIME_OFFER', 'a limited-time offer'],
  ['CAROUSEL', 'a carousel'],
  ['COPY_CODE', 'a coupon button'],
  ['CATALOG', 'a catalogue button'],
  ['MPM', 'a products button'],
  ['SPM', 'a product button'],
])

/** With fewer fixed words than this, nobody can see what the message is about. */
const CLEAR = 3

/**
 * Whether a template reads like marketing, whatever category it claims; null when it does not. What being wrong costs is for the
 * caller to add, who knows prices and volumes.
 */
export function categoryRisk(definition: TemplateInput): CategoryRisk | null {
  const template = objectOf(definition)
  if (upper(template.category) === 'AUTHENTICATION') return null
  const words = new Map<string, string>()
  const paths: string[] = []
  for (const { text, part, path } of piecesOf(template.components, 'components')) {
    const found = [...(PARTS.has(part) ? [PARTS.get(part) ?? part] : []), ...(text.match(promotionWords) ?? [])]
    if (found.length > 0) paths.push(path)
    for (const word of found) if (!words.has(word.toLowerCase())) words.set(word.toLowerCase(), word)
  }
  if (words.size > 0) return { reads: 'marketing', words: [...words.values()], paths }
  const body = textOf(componentOf(template.components, 'BODY')?.text)
  return body !== '' && fixedWords(body) < CLEAR ? { reads: 'unclear', words: [], paths: ['components'] } : null
}

type Piece = { readonly text: string; readonly part: string; readonly path: string }

/** Every component and button, those of cards included, with its text. */
function piecesOf(components: unknown, path: string): readonly Piece[] {
  return itemsOf(components).flatMap((one, at) => {
    const component = objectOf(one)
    const where = `${path}[${at}]`
    const buttons = itemsOf(component.buttons).map((button, index) => ({
      text: textOf(objectOf(button).text),
      part: upper(objectOf(button).type),
      path: `${where}.buttons[${index}]`,
    }))
    const offer = textOf(objectOf(component.limited_time_offer).text)
    const cards = path === 'components' ? itemsOf(component.cards) : []
    return [
      { text: `${textOf(component.text)} ${offer}`, part: upper(component.type), path: where },
      ...buttons,
      ...cards.flatMap((card, index) => piecesOf(objectOf(card).components, `${where}.cards[${index}].components`)),
    ]
  })
}
