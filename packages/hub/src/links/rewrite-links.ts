/** Longer addresses stay as they are. */
const LONGEST_URL = 2_000
const IN_TEXT = /https?:\/\/[^\s<>"'’”]+/g
/** Signs that end a sentence, not an address. */
const TRAILING = /[.,!?;:)\]}]+$/

type Part = Record<string, unknown>
/** The address that counts a click and leads on to `url`. */
export type Through = (url: string) => string

/**
 * A message with its links led through ours, as far as a send can choose them: free text, link buttons, values of a template, and the
 * end of a template's button whose address begins with `base`. What a template's own words or buttons fix cannot be changed. Without
 * `everything` only such buttons, which lead nowhere otherwise.
 */
export function rewriteLinks<T extends Part>(
  message: T,
  {
    buttons,
    base,
    everything,
    through,
  }: { buttons: readonly TemplateLink[]; base: string; everything: boolean; through: Through },
): T {
  const lead = (url: string) => (everything && isWeb(url) && !url.startsWith(base) ? through(url) : url)
  const inText = (text: unknown) =>
    typeof text === 'string'
      ? text.replace(IN_TEXT, (found) => {
          const end = TRAILING.exec(found)?.[0] ?? ''
          return lead(found.slice(0, found.length - end.length)) + end
        })
      : text
  if (message.type === 'text') {
    const text = part(message.text)
    return { ...message, text: { ...text, body: inText(text.body) } }
  }
  if (message.type === 'interactive') return { ...message, interactive: ofInteractive(part(message.interactive), lead, inText) }
  if (message.type === 'template')
    return { ...message, template: ofTemplate(part(message.template), buttons, base, through, inText) }
  return message
}

/** A link button of a template: its place among the buttons, of the message or of a card, and its address. */
export type TemplateLink = { card: number | null; index: number; label: string; url: string }

function ofInteractive(interactive: Part, lead: (url: string) => string, inText: (text: unknown) => unknown): Part {
  const body = part(interactive.body)
  const action = part(interactive.action)
  const url = (one: Part): Part => {
    const parameters = part(one.parameters)
    return typeof parameters.url === 'string' ? { ...one, parameters: { ...parameters, url: lead(parameters.url) } } : one
  }
  const cards = Array.isArray(action.cards)
    ? { cards: action.cards.map((card) => ({ ...part(card), action: url(part(part(card).action)) })) }
    : {}
  return {
    ...interactive,
    ...('body' in interactive ? { body: { ...body, text: inText(body.text) } } : {}),
    action: { ...url(action), ...cards },
  }
}

function ofTemplate(
  template: Part,
  buttons: readonly TemplateLink[],
  base: string,
  through: Through,
  inText: (text: unknown) => unknown,
  card: number | null = null,
): Part {
  if (!Array.isArray(template.components)) return template
  const components = template.components.map((given) => {
    const component = part(given)
    const type = String(component.type ?? '').toLowerCase()
    if (type === 'carousel' && Array.isArray(component.cards)) {
      const cards = component.cards.map((one, index) =>
        ofTemplate(part(one), buttons, base, through, inText, Number(part(one).card_index ?? index)),
      )
      return { ...component, cards }
    }
    const parameters = Array.isArray(component.parameters) ? component.parameters.map(part) : null
    if (!parameters) return component
    if (type === 'body') {
      return {
        ...component,
        parameters: parameters.map((one) => (one.type === 'text' ? { ...one, text: inText(one.text) } : one)),
      }
    }
    if (type !== 'button' || String(component.sub_type ?? '').toLowerCase() !== 'url') return component
    const index = Number(component.index ?? 0)
    const own = buttons.find((button) => button.card === card && button.index === index)
    if (!own?.url.startsWith(base)) return component
    return {
      ...component,
      parameters: parameters.map((one) =>
        typeof one.text === 'string' && isWeb(one.text) ? { ...one, text: through(one.text).slice(base.length) } : one,
      ),
    }
  })
  return { ...template, components }
}

/** The link buttons of a template's definition. */
export function linksOf(components: readonly Part[], card: number | null = null): TemplateLink[] {
  return components.flatMap((component) => {
    const type = String(component.type ?? '').toUpperCase()
    if (type === 'CAROUSEL' && Array.isArray(component.cards))
      return component.cards.flatMap((one, index) => linksOf((part(one).components as readonly Part[]) ?? [], index))
    if (type !== 'BUTTONS' || !Array.isArray(component.buttons)) return []
    return component.buttons.flatMap((given, index) => {
      const button = part(given)
      return String(button.type).toUpperCase() === 'URL' && typeof button.url === 'string'
        ? [{ card, index, label: String(button.text ?? ''), url: button.url }]
        : []
    })
  })
}

function isWeb(url: string): boolean {
  if (url.length > LONGEST_URL || !/^https?:\/\//.test(url)) return false
  return URL.canParse(url)
}

const part = (value: unknown): Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : {}
