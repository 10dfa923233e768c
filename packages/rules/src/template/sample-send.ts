import { itemsOf, type Json, objectIn, objectOf, textIn, textOf } from '../content/json.ts'
import { buttonsOf, cardsOf, componentOf, isNamed, languageOf, sampleFor, type TemplateInput, upper } from './components.ts'
import { variableNames } from './variables.ts'

/** What stands in for a file of the definition; undefined when there is none to send. */
export type SampleFile = (kind: 'image' | 'video' | 'document' | 'gif', handle: string | undefined) => object | undefined

const HOUR_MS = 3_600_000

/**
 * The send that shows a template with its own samples: what “send to me” sends. Places are invented, because a definition has none;
 * `file` says what to send for a header with a file, `now` in milliseconds sets the end of an offer a day away.
 */
export function sampleSend(definition: TemplateInput, { file, now }: { file: SampleFile; now: number }): object {
  const template = objectOf(definition)
  const authentication = upper(template.category) === 'AUTHENTICATION'
  const components = [...partsOf(template.components, isNamed(template), authentication, file, '')]
  const cards = cardsOf(template.components)
  if (cards.length > 0)
    components.push({
      type: 'carousel',
      cards: cards.map((card, index) => ({
        card_index: index,
        components: partsOf(objectOf(card).components, isNamed(template), false, file, String(index)),
      })),
    })
  const offer = objectOf(componentOf(template.components, 'LIMITED_TIME_OFFER')?.limited_time_offer)
  if (offer.has_expiration === true)
    components.push({
      type: 'limited_time_offer',
      parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: now + 24 * HOUR_MS } }],
    })
  return {
    name: textOf(template.name),
    language: { code: languageOf(template.language) },
    ...(components.length > 0 && { components }),
  }
}

function partsOf(list: unknown, named: boolean, authentication: boolean, file: SampleFile, card: string): object[] {
  const parts: object[] = []
  const header = headerOf(componentOf(list, 'HEADER'), named, file)
  if (header !== undefined) parts.push({ type: 'header', parameters: [header] })
  const body = authentication
    ? [{ type: 'text', text: CODE }]
    : textParameters('body', textOf(componentOf(list, 'BODY')?.text), componentOf(list, 'BODY')?.example, named)
  if (body.length > 0) parts.push({ type: 'body', parameters: body })
  buttonsOf(list).forEach((one, index) => {
    const parameter = buttonParameter(objectOf(one), authentication, card)
    if (parameter !== undefined) parts.push({ type: 'button', index: String(index), ...parameter })
  })
  return parts
}

const CODE = '482915'

function headerOf(header: Json | undefined, named: boolean, file: SampleFile): object | undefined {
  if (header === undefined) return undefined
  const format = upper(header.format)
  if (format === 'LOCATION')
    return {
      type: 'location',
      location: { latitude: '51.4545', longitude: '-2.5879', name: 'A place', address: '1 Example Street' },
    }
  if (format === 'IMAGE' || format === 'VIDEO' || format === 'DOCUMENT' || format === 'GIF') {
    const kind = format.toLowerCase() as 'image' | 'video' | 'document' | 'gif'
    const given = file(kind, textIn(itemsOf(objectOf(header.example).header_handle)[0]))
    return given === undefined ? undefined : { type: kind, [kind]: given }
  }
  return textParameters('header', textOf(header.text), header.example, named)[0]
}

const textParameters = (part: 'header' | 'body', text: string, example: unknown, named: boolean): object[] =>
  variableNames(text).map((name, order) => ({
    type: 'text',
    ...(named && { parameter_name: name }),
    text: sampleFor(example, part, name, order) ?? name,
  }))

function buttonParameter(button: Json, authentication: boolean, card: string): object | undefined {
  const type = upper(button.type)
  if (authentication && (type === 'OTP' || type === 'URL')) return { sub_type: 'url', parameters: [{ type: 'text', text: CODE }] }
  if (type === 'URL' && variableNames(textOf(button.url)).length > 0)
    return { sub_type: 'url', parameters: [{ type: 'text', text: endOf(button) }] }
  if (type === 'COPY_CODE')
    return { sub_type: 'copy_code', parameters: [{ type: 'coupon_code', coupon_code: firstText(button.example) ?? 'SAMPLE' }] }
  if (type === 'QUICK_REPLY' && card !== '')
    return { sub_type: 'quick_reply', parameters: [{ type: 'payload', payload: `${card} ${textOf(button.text)}` }] }
  if (type === 'FLOW') return { sub_type: 'flow', parameters: [{ type: 'action', action: {} }] }
  return undefined
}

/** The sample of a link is the whole link or only its end. */
function endOf(button: Json): string {
  const sample = firstText(button.example) ?? '1'
  const before = textOf(button.url).split('{{')[0] ?? ''
  return before !== '' && sample.startsWith(before) ? sample.slice(before.length) : sample
}

const firstText = (example: unknown): string | undefined => textIn(example) ?? textIn(itemsOf(example)[0])

/** Every place of a definition that holds the handle of a sample file: the header, and those of the cards. */
export function sampleHandles(components: unknown): readonly string[] {
  const own = textIn(itemsOf(objectOf(componentOf(components, 'HEADER')?.example).header_handle)[0])
  const ofCards = cardsOf(components).flatMap((card) => sampleHandles(objectIn(card)?.components))
  return [...(own === undefined ? [] : [own]), ...ofCards]
}

/** The same components with other handles. What is no handle stays as it is. */
export function withHandles(components: unknown, handleFor: (handle: string) => string): readonly unknown[] {
  return itemsOf(components).map((one) => {
    const component = objectIn(one)
    if (component === undefined) return one
    const handles = objectOf(component.example).header_handle
    if (upper(component.type) === 'HEADER' && Array.isArray(handles))
      return {
        ...component,
        example: {
          ...objectOf(component.example),
          header_handle: handles.map((handle) => (typeof handle === 'string' ? handleFor(handle) : handle)),
        },
      }
    if (upper(component.type) === 'CAROUSEL')
      return {
        ...component,
        cards: itemsOf(component.cards).map((card) => ({
          ...objectOf(card),
          components: withHandles(objectOf(card).components, handleFor),
        })),
      }
    return one
  })
}
