import { fact } from '../fact.ts'
import { templateLanguages } from './languages.ts'

const components = 'M:templates/components'
const overview = 'M:templates/overview'
const authentication = 'M:templates/authentication-templates'

/** Limits of templates; each leaf is a fact. Where a limit changed there are two, the one in force later under `…Since…`. */
export const templateLimits = {
  name: {
    length: fact('template.name', 'Name of a template', 512, 'characters', overview),
    pattern: fact('template.name-pattern', 'Form of a name', '^[a-z0-9_]+$', 'pattern', overview),
  },
  language: { codes: templateLanguages },
  header: {
    text: fact('template.header.text', 'Text header', 60, 'characters', components),
    variables: fact('template.header.variables', 'Variables in a text header', 1, 'variables', components),
  },
  body: {
    text: fact('template.body.text', 'Body', 1024, 'characters', components),
    limitedTimeOffer: fact('template.body.limited-time-offer', 'Body of a limited-time offer', 600, 'characters', components),
    card: fact('template.body.card', 'Body of a carousel card or a single-product template', 160, 'characters', components),
    emojis: fact('template.body.emojis', 'Emojis', 10, 'emojis', 'BSP:Twilio'),
    wordsPerVariable: fact('template.body.words', 'Fixed words for each variable, and one more', 2, 'words', 'mem', {
      uncertain: true,
      note: 'Meta publishes no ratio. Refused when there are fewer words than twice the variables plus one.',
    }),
  },
  footer: { text: fact('template.footer.text', 'Footer, without variables', 60, 'characters', components) },
  buttons: {
    total: fact('template.buttons.total', 'Buttons in all', 10, 'buttons', components),
    shown: fact('template.buttons.shown', 'Buttons shown before “See all options” takes the rest', 3, 'buttons', components, {
      note: 'With more, two are shown and then the link to all.',
    }),
    desktop: fact(
      'template.buttons.desktop',
      'Buttons above which desktop clients cannot show the message',
      3,
      'buttons',
      components,
      {
        note: 'The same when quick replies are mixed with others.',
      },
    ),
    label: fact('template.button.text', 'Label', 25, 'characters', components),
    quickReplies: fact('template.buttons.quick-reply', 'Quick replies, in one run', 10, 'buttons', components),
    urls: fact('template.buttons.url', 'URL buttons', 2, 'buttons', components),
    url: fact('template.button.url', 'Address of a URL button', 2000, 'characters', components),
    urlVariables: fact('template.button.url-variables', 'Variables in it, at its end', 1, 'variables', components),
    phoneNumbers: fact('template.buttons.phone-number', 'Phone buttons', 1, 'buttons', components),
    phoneNumber: fact('template.button.phone-number', 'Number of a phone button', 20, 'characters', components),
    copyCodes: fact('template.buttons.copy-code', 'Copy-code buttons', 1, 'buttons', components),
    copyCode: fact('template.button.copy-code', 'Code of a copy-code button', 15, 'characters', components, { to: '2025-11-30' }),
    copyCodeSince2025: fact('template.button.copy-code', 'Code of a copy-code button', 20, 'characters', components, {
      from: '2025-12-01',
      note: 'For coupons; above 15 warns.',
    }),
    copyCodeAdvised: fact(
      'template.button.copy-code-advised',
      'Length of a code above which to warn',
      15,
      'characters',
      components,
    ),
    flows: fact('template.buttons.flow', 'Flow buttons', 1, 'buttons', components),
  },
  carousel: {
    cards: fact(
      'template.carousel.cards',
      'Cards, least and most',
      [2, 10],
      'cards',
      'M:templates/media-card-carousel-templates',
    ),
    cardButtons: fact(
      'template.carousel.buttons',
      'Buttons of a card',
      2,
      'buttons',
      'M:templates/media-card-carousel-templates',
    ),
    productCardsDefined: fact(
      'template.carousel.product-cards',
      'Cards in the definition of a product carousel',
      2,
      'cards',
      'M:templates/product-card-carousel-templates',
    ),
  },
  products: {
    total: fact('template.products.total', 'Products of a multi-product template', 30, 'products', 'M:templates/mpm-templates'),
    sections: fact('template.products.sections', 'Sections of it', 10, 'sections', 'M:templates/mpm-templates'),
  },
  limitedTimeOffer: {
    text: fact(
      'template.offer.text',
      'Text of a limited-time offer',
      16,
      'characters',
      'M:templates/limited-time-offer-templates',
    ),
    code: fact('template.offer.code', 'Its code', 15, 'characters', 'M:templates/limited-time-offer-templates'),
  },
  authentication: {
    expiryMinutes: fact(
      'template.otp.expiry',
      'Minutes a code is said to live, least and most',
      [1, 90],
      'minutes',
      authentication,
    ),
    parameter: fact('template.otp.parameter', 'Length of a code; no address, media or emoji', 15, 'characters', authentication),
    apps: fact('template.otp.apps', 'Apps that may take the code by themselves', 5, 'apps', authentication),
    packageName: fact('template.otp.package', 'Package name of an app', 224, 'characters', authentication),
    signatureHash: fact('template.otp.signature', 'Signature hash of an app', 11, 'characters', authentication),
    handshakeMinutes: fact('template.otp.handshake', 'Minutes a one-tap handshake is valid', 10, 'minutes', authentication),
  },
  parameters: {
    spaces: fact('template.parameter.spaces', 'Spaces in a row in a value; no line break, no tab', 4, 'spaces', 'M:error-codes'),
  },
} as const
