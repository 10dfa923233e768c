import type { ContentRule } from '../content/rules.ts'

const error = <const Id extends string>(id: Id, title: string, source: string, code: number) =>
  ({ id, title, severity: 'error', source, code }) as const
const warning = <const Id extends string>(id: Id, title: string, source: string) =>
  ({ id, title, severity: 'warning', source }) as const

const INVALID = 100
const TOO_LONG = 2388040
const NO_SAMPLE = 2388043
const components = 'M:templates/components'
const review = 'M:templates/template-review'
const carousel = 'M:templates/media-card-carousel-templates'
const authentication = 'M:templates/authentication-templates'
const offer = 'M:templates/limited-time-offer-templates'

/** Rules about a template before it is submitted. `code`: the code or subcode of the refusal, absent where only a reviewer minds. */
export const templateRules = [
  error('template.name', 'A name is made of lower-case letters, digits and underscores', 'M:templates/overview', INVALID),
  error('template.name.length', 'A name stays within its length', 'M:templates/overview', TOO_LONG),
  error('template.name.taken', 'A name exists once in a language', 'M:templates/overview', 2388024),
  warning('template.duplicate', 'Body and footer differ from those of every other template', review),
  error(
    'template.category',
    'A template is marketing, utility or authentication',
    'M:templates/template-categorization',
    INVALID,
  ),
  error('template.language', 'A template is in a language that WhatsApp knows', 'M:templates/supported-languages', INVALID),
  error('template.parameter-format', 'Variables are positional or named', 'M:templates/overview', INVALID),
  error('template.ttl', 'The time to try delivery fits the category', 'M:templates/time-to-live', INVALID),
  error('template.component', 'A template is made of known parts, each there once', components, INVALID),
  error('template.required', 'What a template needs is there', components, INVALID),

  error('template.header.length', 'A header text stays within its length', components, TOO_LONG),
  error('template.header.variables', 'A header has few variables', components, 2388047),
  error('template.header.format', 'A header is of a kind that its template allows', components, 2388047),
  error('template.header.marks', 'A header has no formatting marks', components, 2388047),
  error('template.header.line', 'A header is one line', components, 2388047),
  error('template.header.sample', 'A header with a file comes with a sample of it', review, NO_SAMPLE),
  warning('template.header.gif', 'A GIF header works with the Marketing Messages API only', components),
  error('template.body.length', 'A body stays within its length', components, TOO_LONG),
  warning('template.emoji', 'A body holds few emoji', 'BSP:Twilio'),
  error('template.footer.length', 'A footer stays within its length', components, TOO_LONG),
  error('template.footer.variables', 'A footer has no variables', components, 2388073),
  warning('template.marks', 'Buttons show no formatting marks', 'seedB'),

  error('template.variable.form', 'A variable is a number or a name in two pairs of braces', review, 2388072),
  error('template.variable.order', 'Variables are numbered from 1 without a gap', review, 2388072),
  error('template.variable.unique', 'A named variable stands once in a text', 'M:templates/overview', 2388072),
  error('template.variable.edge', 'A body neither starts nor ends with a variable', review, 2388299),
  error('template.variable.adjacent', 'Words stand between two variables', review, 2388293),
  error('template.variable.ratio', 'There are enough words for the variables', review, 2388293),
  error('template.variable.sample', 'Every variable comes with a sample', review, NO_SAMPLE),

  error('template.buttons.count', 'Buttons stay within their number', components, INVALID),
  error('template.buttons.kind.count', 'Buttons of one kind stay within their number', components, INVALID),
  error('template.buttons.group', 'Quick replies stand together', components, INVALID),
  warning('template.buttons.desktop', 'The buttons can be seen on a computer too', components),
  error('template.button.kind', 'A button is of a kind that its template allows', components, INVALID),
  error('template.button.label.length', 'The label of a button stays within its length', components, TOO_LONG),
  error('template.button.label.variable', 'The label of a button has no variables', components, INVALID),
  error('template.button.url', 'A link button goes to a web address', components, INVALID),
  error('template.button.url.length', 'The address of a button stays within its length', components, TOO_LONG),
  error('template.button.url.variable', 'The address of a button has one variable at most, at its end', components, INVALID),
  error('template.button.phone', 'A phone button calls a number with its country code', components, INVALID),
  error('template.button.code.length', 'The code of a copy button stays within its length', components, TOO_LONG),
  warning('template.button.code.long', 'The code of a copy button is short enough for older accounts', components),
  error('template.button.flow', 'A flow button names its flow', components, INVALID),

  error('template.carousel.cards', 'The cards of a carousel stay within their number', carousel, INVALID),
  error('template.carousel.alike', 'The cards of a carousel have one shape', carousel, INVALID),
  error('template.carousel.card', 'A card has a picture, a video or a product on top, and buttons', carousel, INVALID),
  error('template.carousel.buttons', 'The buttons of a card stay within their number', carousel, INVALID),
  error('template.carousel.beside', 'Beside a carousel stands only a body', carousel, INVALID),
  error('template.carousel.category', 'Carousels are marketing', carousel, INVALID),

  error('template.authentication.body', 'The text of an authentication template is Meta’s own', authentication, INVALID),
  error('template.authentication.parts', 'An authentication template has no header and no other parts', authentication, INVALID),
  error('template.authentication.button', 'An authentication template has one button for the code', authentication, INVALID),
  error('template.authentication.expiry', 'A code is said to live for a time that WhatsApp allows', authentication, INVALID),
  error('template.authentication.terms', 'Zero-tap needs its terms accepted', authentication, INVALID),
  error('template.authentication.apps', 'An app that takes the code is named by package and signature', authentication, INVALID),

  error('template.offer.category', 'Limited-time offers are marketing', offer, INVALID),
  error('template.offer.text', 'The text of an offer stays within its length', offer, TOO_LONG),
  error('template.offer.parts', 'A limited-time offer has no footer and a picture or video at most on top', offer, INVALID),
  error('template.offer.button', 'A limited-time offer has a link button', offer, INVALID),
  error('template.products.header', 'A template with products has a text header', 'M:templates/mpm-templates', 2388047),
  error('template.call-permission', 'Beside a request to call stand no buttons', 'M:calling/user-call-permissions', INVALID),

  warning('template.category.risk', 'A utility template does not read like marketing', 'M:templates/template-categorization'),
] as const satisfies readonly ContentRule[]

export type TemplateRuleId = (typeof templateRules)[number]['id']
