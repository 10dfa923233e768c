import { templateLimits } from '@casement/platform'
import { itemsOf, type Json, numberIn, objectIn, objectOf, textIn, textOf } from '../content/json.ts'
import { authenticationTexts } from './authentication-text.ts'
import {
  buttonSend,
  buttonsOf,
  cardsOf,
  componentOf,
  languageOf,
  parameterFor,
  parameterText,
  sampleFor,
  type TemplateInput,
  type TemplateSendInput,
  upper,
} from './components.ts'
import { directionOf } from './direction.ts'
import { parseMarks } from './marks.ts'
import { renderTemplateButton } from './render-button.ts'
import { mediaKind, renderMedia, renderTypedHeader } from './render-header.ts'
import { productSections } from './render-products.ts'
import type { Rendered, RenderedButton, RenderedCard, RenderedHeader, RenderedOffer, Span } from './rendered.ts'
import { type Filled, fillVariables, type Value } from './variables.ts'

/** So many buttons stand in the bubble; of more, one fewer, and the rest behind one that opens them all. */
const BUTTONS_SHOWN = templateLimits.buttons.shown.value

/**
 * A template as the customer's phone shows it. Without `send`, variables show their samples as chips; with it, its parameters fill
 * them and what is still missing stays a chip. Never throws, whatever the objects hold.
 */
export function renderTemplate(definition: TemplateInput, send?: TemplateSendInput): Rendered {
  return render(objectOf(definition), send === undefined ? undefined : objectOf(send))
}

function render(definition: TemplateInput, send: TemplateSendInput | undefined): Rendered {
  const language = languageOf(definition.language) || languageOf(send?.language)
  const parts = renderParts(definition.components, send === undefined ? undefined : itemsOf(send.components), {
    authentication: upper(definition.category) === 'AUTHENTICATION',
    language,
  })
  const products = renderSections(definition.components, send?.components)
  const cards = renderCards(definition, send, language)
  const offer = renderOffer(definition.components, send?.components)
  return {
    kind: 'template',
    template: { name: textOf(definition.name) || textOf(send?.name), language },
    ...parts,
    ...(parts.buttons.length > BUTTONS_SHOWN && { folded: { shown: BUTTONS_SHOWN - 1, text: 'See all options' } }),
    ...(cards !== undefined && { cards }),
    ...(offer !== undefined && { offer }),
    ...(products !== undefined && { products }),
    direction: directionOf(parts.body),
  }
}

type Look = { readonly authentication: boolean; readonly language: string }
type Parts = {
  readonly header?: RenderedHeader
  readonly body: readonly Span[]
  readonly footer?: string
  readonly buttons: readonly RenderedButton[]
}

/** What a message and a card have in common. `send`: its components, undefined when nothing was given yet. */
function renderParts(components: unknown, send: readonly unknown[] | undefined, look: Look): Parts {
  const header = renderHeader(componentOf(components, 'HEADER'), send)
  const footer = renderFooter(componentOf(components, 'FOOTER'), look)
  const buttons = buttonsOf(components).flatMap((one, index) => {
    const button = objectIn(one)
    if (button === undefined) return []
    // Graph lists the code button of an authentication template as a link of its own.
    const shown = look.authentication && upper(button.type) === 'URL' ? { ...button, type: 'OTP' } : button
    return [renderTemplateButton(shown, send && objectOf(buttonSend(send, index)), authenticationTexts(look.language))]
  })
  if (componentOf(components, 'CALL_PERMISSION_REQUEST') !== undefined)
    buttons.push({ kind: 'call-permission', text: 'Choose preference' })
  return {
    ...(header !== undefined && { header }),
    body: renderBody(componentOf(components, 'BODY'), send, look),
    ...(footer !== undefined && { footer }),
    buttons,
  }
}

function renderBody(body: Json | undefined, send: readonly unknown[] | undefined, look: Look): readonly Span[] {
  if (body === undefined && !look.authentication) return []
  const { text, holes } = fill(bodyText(body, look), 'body', body?.example, send)
  return parseMarks(text, holes)
}

/** The text of a body: its own, or for an authentication draft the fixed one. */
export function bodyText(body: Json | undefined, look: Look): string {
  const own = textIn(body?.text)
  if (own !== undefined || !look.authentication) return own ?? ''
  const texts = authenticationTexts(look.language)
  return body?.add_security_recommendation === true ? `${texts.body} ${texts.security}` : texts.body
}

function fill(text: string, part: 'header' | 'body', example: unknown, send: readonly unknown[] | undefined): Filled {
  const parameters = send === undefined ? undefined : componentOf(send, part.toUpperCase())?.parameters
  return fillVariables(text, (name, order): Value => {
    if (send === undefined) {
      const sample = sampleFor(example, part, name, order)
      return sample === undefined ? undefined : { sample }
    }
    const parameter = parameterFor(parameters, name, order)
    const value = parameter === undefined ? undefined : parameterText(parameter)
    return value === undefined ? undefined : { value }
  })
}

function renderHeader(header: Json | undefined, send: readonly unknown[] | undefined): RenderedHeader | undefined {
  if (header === undefined) return undefined
  const format = upper(header.format)
  if (format === 'TEXT' || (format === '' && textIn(header.text) !== undefined)) {
    const filled = fill(textOf(header.text), 'header', header.example, send)
    return { kind: 'text', text: filled.text, spans: withoutMarks(filled) }
  }
  const given = renderTypedHeader(itemsOf(send && componentOf(send, 'HEADER')?.parameters)[0])
  if (given !== undefined && given.kind !== 'text') return given
  if (format === 'LOCATION') return { kind: 'location' }
  if (format === 'PRODUCT') return { kind: 'product' }
  const kind = mediaKind(format.toLowerCase())
  if (kind === undefined) return undefined
  const link = textIn(itemsOf(objectOf(header.example).header_handle)[0])
  return { ...renderMedia(kind, link !== undefined && /^https?:/i.test(link) ? { link } : {}), sample: true }
}

/** Headers show no marks, only text and chips. */
function withoutMarks({ text, holes }: Filled): readonly Span[] {
  const spans: Span[] = []
  let from = 0
  for (const [at, { end, span }] of holes) {
    if (at > from) spans.push({ kind: 'text', text: text.slice(from, at) })
    spans.push(span)
    from = end
  }
  if (from < text.length) spans.push({ kind: 'text', text: text.slice(from) })
  return spans
}

function renderFooter(footer: Json | undefined, look: Look): string | undefined {
  const own = textIn(footer?.text)
  if (own !== undefined) return own
  const minutes = numberIn(footer?.code_expiration_minutes)
  return minutes === undefined ? undefined : authenticationTexts(look.language).expires.replace('{{minutes}}', String(minutes))
}

/** As many cards as are sent: a product carousel is defined with two and sent with up to ten, its last card repeating. */
function renderCards(
  definition: TemplateInput,
  send: TemplateSendInput | undefined,
  language: string,
): readonly RenderedCard[] | undefined {
  const defined = cardsOf(definition.components)
  if (defined.length === 0) return undefined
  const sent = cardsOf(send?.components)
  const look: Look = { authentication: false, language }
  const render = (card: unknown, given: unknown): RenderedCard => {
    const { header, body, buttons } = renderParts(
      objectOf(card).components,
      send === undefined ? undefined : itemsOf(objectOf(given).components),
      look,
    )
    return { ...(header !== undefined && { header }), body, buttons }
  }
  if (sent.length <= defined.length) return defined.map((card, index) => render(card, cardAt(sent, index)))
  return sent.map((_, index) => render(defined[Math.min(index, defined.length - 1)], cardAt(sent, index)))
}

const cardAt = (cards: readonly unknown[], index: number): unknown =>
  cards.find((card, position) => (numberIn(objectOf(card).card_index) ?? position) === index)

function renderOffer(components: unknown, send: unknown): RenderedOffer | undefined {
  const component = componentOf(components, 'LIMITED_TIME_OFFER')
  if (component === undefined) return undefined
  const offer = objectOf(component.limited_time_offer)
  const given = objectOf(itemsOf(componentOf(send, 'LIMITED_TIME_OFFER')?.parameters)[0])
  const endsAt = numberIn(objectOf(given.limited_time_offer).expiration_time_ms)
  return { text: textOf(offer.text), expires: offer.has_expiration === true, ...(endsAt !== undefined && { endsAt }) }
}

/** The products behind a multi-product button. */
function renderSections(components: unknown, send: unknown): Rendered['products'] {
  const index = buttonsOf(components).findIndex((button) => upper(objectOf(button).type) === 'MPM')
  if (index === -1) return undefined
  const action = objectOf(objectOf(itemsOf(buttonSend(send, index)?.parameters)[0]).action)
  return productSections('', action.sections)
}
