const error = <const Id extends string>(id: Id, title: string, source: string, code: number) =>
  ({ id, title, severity: 'error', source, code }) as const
const warning = <const Id extends string>(id: Id, title: string, source: string) =>
  ({ id, title, severity: 'warning', source }) as const

/** Rules about the values that fill a template. `code`: what the platform answers when they are broken. */
export const parameterRules = [
  error('parameters.match', 'The template that is sent is the one that is defined', 'M:error-codes', 132001),
  error('parameters.count', 'There are as many values as variables', 'M:error-codes', 132000),
  error('parameters.name', 'Named values carry the names of the variables', 'M:error-codes', 132012),
  error('parameters.type', 'A value is of the type its place takes', 'M:error-codes', 132012),
  error('parameters.empty', 'A value says something', 'M:error-codes', 131008),
  error('parameters.characters', 'A value has no line break, no tab and no long run of blanks', 'M26:error-codes', 132018),
  error('parameters.length', 'The filled text stays within its length', 'M:error-codes', 132005),
  error(
    'parameters.header',
    'A header that is a picture, video, document or place is given at every send',
    'M:error-codes',
    132012,
  ),
  error('parameters.button', 'A value goes to a button that exists and is of its kind', 'M:error-codes', 132012),
  error('parameters.button.missing', 'A button that needs a value gets one', 'M:error-codes', 131008),
  error('parameters.button.twice', 'A button gets its values once', 'M:error-codes', 131009),
  error('parameters.url.length', 'A filled link stays within its length', 'M:templates/components', 132005),
  error('parameters.coupon.length', 'A coupon code stays within its length', 'M:templates/components', 131009),
  warning('parameters.coupon.long', 'A coupon code is short enough for older accounts', 'M:templates/components'),
  error('parameters.code', 'An authentication code is short and plain', 'M:templates/authentication-templates', 131009),
  error(
    'parameters.code.twice',
    'The code stands in the text and in the button, the same in both',
    'M:templates/authentication-templates',
    131009,
  ),
  error('parameters.offer', 'An offer that expires says when', 'M:templates/limited-time-offer-templates', 131008),
  error('parameters.offer.past', 'An offer expires in the future', 'M:templates/limited-time-offer-templates', 131009),
  error(
    'parameters.cards.count',
    'As many cards are sent as the carousel takes',
    'M:templates/media-card-carousel-templates',
    132000,
  ),
  error(
    'parameters.cards.index',
    'Cards are numbered in their order from 0',
    'M:templates/media-card-carousel-templates',
    131009,
  ),
  warning('template.stop', 'A marketing template offers a way to stop', 'seedB'),
] as const
