/** The thirty days of Nordlys Home, a furniture shop that nobody will find in any town. Days count from 0; the last one ends now. */
export const story = {
  seed: 20_418,
  days: 30,
  /** From this day on it is told at length: what screens show closely lies there. Before it, less goes on, so that a start is short. */
  closeFrom: 18,
  /** When the desk looks at the inbox, in hours of the day; each look comes some minutes sooner or later. */
  looks: {
    close: { weekday: [8.8, 10.1, 11.4, 13, 14.5, 16, 17.8], saturday: [10, 12.2, 15.5], sunday: [11, 18] },
    far: { weekday: [9, 12, 15, 17.8], saturday: [10, 15.5], sunday: [14] },
  },
  /** New conversations on a day, from and to. */
  conversations: {
    close: { weekday: [5, 8], saturday: [3, 5], sunday: [1, 2] },
    far: { weekday: [2, 3], saturday: [1, 2], sunday: [0, 1] },
  },
  /** Share of conversations that nobody answers in time. */
  missed: 0.06,
  /** Notices of orders, deliveries and visits that the shop's own system sends each weekday, from and to. */
  notices: [4, 7],
  signInCodes: [1, 2],
} as const

export const team = [
  { key: 'ingrid', name: 'Ingrid Solheim', role: 'manager' },
  { key: 'amelia', name: 'Amelia Hartley', role: 'agent' },
  { key: 'kofi', name: 'Kofi Mensah', role: 'agent' },
  { key: 'tomasz', name: 'Tomasz Zielak', role: 'agent' },
  { key: 'bea', name: 'Bea Lindholm', role: 'viewer' },
] as const
export type Member = (typeof team)[number]['key']
/** Who answers customers, the most diligent twice. */
export const desk = ['amelia', 'amelia', 'kofi', 'kofi', 'tomasz', 'ingrid'] as const satisfies readonly Member[]

export const quickReplies = [
  { shortcut: 'hours', text: 'We are open Monday to Saturday from 10 to 6, and the coffee is on.' },
  {
    shortcut: 'delivery',
    text: 'Hello {{contact.first_name|there}}, delivery takes about two weeks; the driver calls half an hour before.',
  },
  {
    shortcut: 'sorry',
    text: 'I am sorry about that, {{contact.first_name|and thank you for telling us}}. Could you send me a picture?',
  },
  { shortcut: 'swatch', text: 'I have put two swatches in the post for you. No charge.' },
  { shortcut: 'return', text: 'No trouble, you have 60 days. Which day would suit you for the pick-up?' },
] as const

export const segments = [
  {
    name: 'Regulars near Leeds',
    filter: {
      all: [
        { attribute: 'city', is: 'Leeds' },
        { attribute: 'points', above: 300 },
      ],
    },
  },
  { name: 'VIPs', filter: { tag: 'vip' } },
  { name: 'France', filter: { country: ['FR'] } },
] as const

const buttons = (...texts: string[]) => ({ type: 'BUTTONS', buttons: texts.map((text) => ({ type: 'QUICK_REPLY', text })) })
/** Where our own links begin is not known before somebody lives the story. */
export const OUR_LINK = 'https://our-link.invalid/'
const withLink = (label: string, ...texts: string[]) => {
  const { type, buttons: replies } = buttons(...texts)
  return { type, buttons: [...replies, { type: 'URL', text: label, url: `${OUR_LINK}{{1}}`, example: [`${OUR_LINK}example`] }] }
}
const body = (text: string, ...example: string[]) => ({
  type: 'BODY',
  text,
  ...(example.length > 0 ? { example: { body_text: [example] } } : {}),
})
const footer = { type: 'FOOTER', text: 'Tap Stop promotions to opt out' }

/** What the manager writes and submits, and when. The reviewers of the emulator decide. */
export const templates = [
  {
    day: 1,
    hour: 10.2,
    name: 'autumn_catalogue',
    language: 'en_GB',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'The autumn catalogue is here' },
      body(
        'Hello {{1}}, 84 pages of wood, wool and warm light. As a regular you get your copy in {{2}} before anybody else.',
        'Hannah',
        'Leeds',
      ),
      footer,
      withLink('Leaf through it', 'Show me', 'Stop promotions'),
    ],
  },
  {
    day: 2,
    hour: 11,
    name: 'account_code',
    language: 'en_GB',
    category: 'UTILITY',
    // Refused: a one-time code does not belong here.
    components: [body('Your verification code for the Nordlys club is {{1}}. It is valid for ten minutes.', '482915')],
  },
  {
    day: 7,
    hour: 9.5,
    name: 'moving_out_sale',
    language: 'en_GB',
    category: 'MARKETING',
    components: [
      body(
        'Hello {{1}}, EVERYTHING MUST GO! Up to 60% off the old showroom, today only. Be quick, be early, be there.',
        'Hannah',
      ),
      buttons('I am coming', 'Stop promotions'),
    ],
  },
  {
    day: 17,
    hour: 10,
    name: 'evening_of_light',
    language: 'en_GB',
    category: 'MARKETING',
    components: [
      body(
        'Hello {{1}}, on Thursday we light every lamp in the house and leave the doors open until nine. May we expect you?',
        'Hannah',
      ),
      footer,
      withLink('See the evening', 'I will be there', 'Stop promotions'),
    ],
  },
  {
    day: 17,
    hour: 10.1,
    name: 'evening_of_light_short',
    language: 'en_GB',
    category: 'MARKETING',
    components: [
      body('Hello {{1}}, lamps, mulled wine, open until nine on Thursday. Come by?', 'Hannah'),
      footer,
      withLink('See the evening', 'I will be there', 'Stop promotions'),
    ],
  },
  {
    day: 24,
    hour: 14,
    name: 'delivery_feedback',
    language: 'en_GB',
    category: 'UTILITY',
    components: [
      body('Your order {{1}} was delivered on {{2}}. Was everything as it should be?', 'NH-20418', 'Tuesday'),
      buttons('All fine', 'Something is wrong'),
    ],
  },
  {
    day: 4,
    hour: 15,
    name: 'catalogue_francais',
    language: 'fr',
    category: 'MARKETING',
    components: [
      body(
        'Bonjour {{1}}, notre catalogue d’automne est arrivé. Le vôtre vous attend à {{2}}, venez le feuilleter.',
        'Louise',
        'Lille',
      ),
      buttons('Voir', 'STOP'),
    ],
  },
] as const

export type Campaign = {
  day: number
  hour: number
  name: string
  template: string
  language: string
  other?: string
  audience: object
  /** What is filled into {{1}}, {{2}} … of each person. */
  fields: readonly { from: string; fallback: string }[]
  /** Shares of those it reaches who do so. */
  /** The page its link button leads to; the template's button leads through ours, which counts who follows it. */
  page?: string
  /** The buttons that people press: to hear more, and to hear no more. */
  yes: string
  no: string
  /** Shares of those it reaches who do so. */
  reactions: { reply: number; press: number; click?: number; stop: number; block: number; report: number }
}

const name = { from: 'attribute.called', fallback: 'there' }
const consented = (language: string) => [
  { attribute: 'language', is: language },
  { consent: 'marketing', is: 'in' },
]

export const campaigns: readonly Campaign[] = [
  {
    day: 3,
    hour: 10.1,
    name: 'Autumn catalogue',
    template: 'autumn_catalogue',
    language: 'en_GB',
    audience: { segment: { all: [...consented('en'), { attribute: 'points', above: 200 }] } },
    fields: [name, { from: 'attribute.city', fallback: 'your town' }],
    yes: 'Show me',
    no: 'Stop promotions',
    page: 'https://nordlys-home.example/autumn',
    reactions: { reply: 0.045, press: 0.12, click: 0.09, stop: 0.008, block: 0.003, report: 0 },
  },
  {
    day: 6,
    hour: 11.1,
    name: 'Catalogue, France',
    template: 'catalogue_francais',
    language: 'fr',
    audience: { segment: { all: consented('fr') } },
    fields: [name, { from: 'attribute.city', fallback: 'Lille' }],
    yes: 'Voir',
    no: 'STOP',
    reactions: { reply: 0.08, press: 0.15, stop: 0.02, block: 0, report: 0 },
  },
  {
    day: 9,
    hour: 9.5,
    name: 'Moving-out sale',
    template: 'moving_out_sale',
    language: 'en_GB',
    audience: { segment: { all: [...consented('en'), { attribute: 'points', above: 850 }] } },
    fields: [name],
    yes: 'I am coming',
    no: 'Stop promotions',
    reactions: { reply: 0.02, press: 0.05, stop: 0.03, block: 0.014, report: 0.022 },
  },
  {
    day: 19,
    hour: 10.3,
    name: 'An evening of light',
    template: 'evening_of_light',
    other: 'evening_of_light_short',
    language: 'en_GB',
    audience: { segment: { all: [...consented('en'), { attribute: 'points', below: 1_000 }] } },
    fields: [name],
    yes: 'I will be there',
    no: 'Stop promotions',
    page: 'https://nordlys-home.example/evening-of-light',
    reactions: { reply: 0.05, press: 0.14, click: 0.11, stop: 0.006, block: 0.002, report: 0 },
  },
  {
    day: 26,
    hour: 10.3,
    name: 'Winter sale, VIPs first',
    template: 'winter_sale',
    language: 'en_GB',
    audience: { segment: { all: [{ tag: 'vip' }, { consent: 'marketing', is: 'in' }] } },
    fields: [name, { from: 'attribute.discount', fallback: '20%' }],
    yes: 'Show me',
    no: 'Stop promotions',
    reactions: { reply: 0.12, press: 0.3, stop: 0.01, block: 0, report: 0 },
  },
]
