import type { PictureName } from './pictures.ts'

/** Words, or what is shown with them: a picture, or a cart of what the catalogue has. */
export type Turn = string | { picture: PictureName; says: string } | { cart: true; says: string }

/** One conversation as it may go. `{product}`, `{order}`, `{city}`, `{day}` are filled once for each; `{me}` is who answers. */
export type Dialogue = {
  id: string
  weight: number
  language?: 'en' | 'fr' | 'sv'
  /** They came by an ad, or by a button on our page. */
  arrival?: { by: 'ad'; headline: string; body: string } | { by: 'page' }
  /** Customer first, then by turns. */
  turns: readonly Turn[]
  /** An automation of the company answers at once. */
  answersItself?: true
  tags?: readonly string[]
  note?: string
}

export const products = [
  'Fjord sofa',
  'Birk armchair',
  'walnut table',
  'Lyse floor lamp',
  'wool rug',
  'Stille bed',
  'oak shelf',
  'Havn two-seater',
]
export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const sofaAd = { by: 'ad', headline: 'Sofas for small rooms', body: 'Made to fit, at your door in two weeks.' } as const
const lampAd = { by: 'ad', headline: 'Light for long evenings', body: 'Lamps from the Lyse family, 20% off this week.' } as const

export const dialogues: readonly Dialogue[] = [
  {
    id: 'in-stock',
    weight: 10,
    turns: [
      'Hi! Is the {product} back in stock?',
      'It is, since Monday. Shall I put one aside for you?',
      'Yes please, under my name',
      'Done. It waits for you until Saturday evening.',
      'Brilliant, thank you!',
    ],
  },
  {
    id: 'measure',
    weight: 7,
    turns: [
      'How wide is the {product}? My wall is 212 cm',
      'It is 198 cm, so you keep a hand’s breadth on either side.',
      'Perfect. And the depth?',
      '92 cm with the cushions. Most doors are wide enough, but do measure yours.',
      'I will tonight, thanks',
    ],
  },
  {
    id: 'where-is-it',
    weight: 12,
    tags: ['delivery'],
    turns: [
      'Is my order {order} on its way?',
      'It left our warehouse this morning and should reach {city} on {day}.',
      'Morning or afternoon?',
      'Between 9 and 12. The driver calls half an hour before.',
      'Great, somebody will be home',
    ],
  },
  {
    id: 'move-delivery',
    weight: 9,
    tags: ['delivery'],
    turns: [
      'Could I change the delivery of {order} to the evening?',
      'Of course. {day}, between 6 and 8?',
      'That works',
      'Changed. You will get a message when the van sets off.',
    ],
  },
  {
    id: 'scratch',
    weight: 5,
    tags: ['complaint'],
    note: 'Replacement leg ordered from the workshop; credit of 15 agreed.',
    turns: [
      'Hello, the {product} came with a scratched leg 😕',
      'I am sorry, that should not leave our workshop. Could you send me a picture?',
      { picture: 'scratch', says: 'It is the front left one, about 3 cm' },
      'Thank you. A new leg goes out tomorrow, and the fitter brings the right screws.',
      'That was quick. Thanks {me}!',
    ],
  },
  {
    id: 'return',
    weight: 4,
    tags: ['return'],
    turns: [
      'I would like to return the {product}, it is too big for the room',
      'No trouble, you have 60 days. May I book a pick-up on {day}?',
      'Yes, after 4 please',
      'Booked. The refund arrives within five days of the pick-up.',
    ],
  },
  {
    id: 'fabric',
    weight: 6,
    turns: [
      'Do you have the {product} in moss green?',
      { picture: 'oat', says: 'In moss and in oat, as here. Shall I post you two swatches?' },
      'Yes please, to the address you have',
      'They go out today. No charge.',
    ],
  },
  {
    id: 'showroom',
    weight: 5,
    tags: ['showroom'],
    turns: [
      'Are you open on {day}?',
      'From 10 to 6, and the coffee is on. Shall I keep the {product} for you to try?',
      'Oh lovely, yes',
      'It will stand by the window.',
    ],
  },
  {
    id: 'invoice',
    weight: 4,
    tags: ['accounts'],
    turns: [
      'Could I get an invoice for {order} with our company name?',
      'Certainly. Which name and address shall it carry?',
      'Same address, please add “Studio {city}”',
      'It is in your mail now.',
    ],
  },
  {
    id: 'assembly',
    weight: 5,
    turns: [
      'Which way up does the crossbar of the {product} go?',
      'The long slot faces the wall. Step 7 draws it rather small, sorry!',
      'That did it 🙌',
    ],
  },
  {
    id: 'thanks',
    weight: 4,
    turns: [
      { picture: 'room', says: 'It arrived and it is beautiful. Thank you!' },
      'That makes our day. May we show your room to others?',
    ],
  },
  {
    id: 'discount',
    weight: 4,
    turns: [
      'Is there anything off the {product} this month?',
      'Not this month. With 500 points you get 5% though, and you have more than that.',
      'Then I shall use them, thanks',
    ],
  },
  {
    id: 'ad-sofa',
    weight: 9,
    arrival: sofaAd,
    tags: ['lead'],
    turns: [
      'Hi, I saw your ad. Would the Havn fit a 190 cm wall?',
      'It would, with 4 cm to spare. Shall I send you the drawing?',
      'Yes please, and what is delivery to {city}?',
      'Free to {city}, in about two weeks. Which colour do you like?',
      'Oat. I will talk to my partner tonight',
      'Take your time, the price holds until the end of the month.',
    ],
  },
  {
    id: 'ad-lamp',
    weight: 6,
    arrival: lampAd,
    tags: ['lead'],
    turns: [
      'Hello! Is the lamp in the ad still 20% off?',
      { picture: 'lamp', says: 'Until Sunday, yes. This one, or the tall one?' },
      'The tall one',
      'Here is the page where you can order it: https://nordlys-home.example/lyse',
      'Ordered, thank you!',
    ],
  },
  {
    id: 'page-question',
    weight: 4,
    arrival: { by: 'page' },
    turns: ['Do you deliver to {city} on Saturdays?', 'We do, before noon. There is a surcharge of 20.', 'Fine by me'],
  },
  {
    id: 'cart',
    weight: 6,
    tags: ['order'],
    turns: [
      { cart: true, says: 'Could it come on {day}?' },
      'Thank you for your order! It can: the van is in {city} on {day}. The invoice is in your mail.',
      'Perfect, see you then',
    ],
  },
  {
    id: 'fr-livraison',
    weight: 14,
    language: 'fr',
    tags: ['delivery'],
    turns: [
      'Bonjour, quand arrive ma commande {order} ?',
      'Bonjour ! Elle est partie ce matin et sera à {city} vendredi.',
      'Parfait, merci beaucoup',
      'Avec plaisir. Le livreur appelle une demi-heure avant.',
    ],
  },
  {
    id: 'fr-couleur',
    weight: 10,
    language: 'fr',
    turns: ['Le fauteuil Birk existe-t-il en vert ?', 'Oui, en vert mousse. Voulez-vous un échantillon ?', 'Volontiers !'],
  },
  {
    id: 'sv-soffa',
    weight: 12,
    language: 'sv',
    turns: [
      'Hej! Finns Fjord-soffan i grått?',
      'Hej! Ja, i ljusgrått. Ska jag skicka ett tygprov?',
      'Gärna, tack!',
      'Det är på väg.',
    ],
  },
]

/** What an automation of the company answers, once it is switched on. */
export const hoursQuestion: Dialogue = {
  id: 'hours',
  weight: 1,
  answersItself: true,
  turns: ['Hi, what are your opening hours?'],
}

/** What people write when a campaign has reached them, and how that goes on. */
export const campaignReplies: readonly Dialogue[] = [
  {
    id: 'reply-stock',
    weight: 5,
    tags: ['campaign'],
    turns: ['Is the {product} part of it too?', 'It is! Shall I keep one for you?', 'Yes please 🙂'],
  },
  {
    id: 'reply-price',
    weight: 4,
    tags: ['campaign'],
    turns: [
      'What would the {product} come to then?',
      '720 instead of 900, delivered to {city}.',
      'Tempting! I will come by on {day}',
    ],
  },
  {
    id: 'reply-details',
    weight: 4,
    tags: ['campaign'],
    turns: [
      'Could you send me the details?',
      'With pleasure: https://nordlys-home.example/sale has everything with its measures.',
    ],
  },
  { id: 'reply-thanks', weight: 3, turns: ['Not this time, thanks'] },
  {
    id: 'reply-fr',
    weight: 4,
    language: 'fr',
    tags: ['campaign'],
    turns: ['Vous livrez aussi à {city} ?', 'Oui, sans frais, en deux semaines environ.', 'Parfait, je passerai commande'],
  },
]

/** Written in the last day before the demo begins, and still waiting for an answer: hours before its end. */
export const waiting: readonly { hoursAgo: number; dialogue: Dialogue }[] = [
  { hoursAgo: 23.55, dialogue: { id: 'w1', weight: 1, turns: ['Is the walnut top available at 180 cm?'] } },
  {
    hoursAgo: 22.9,
    dialogue: {
      id: 'w2',
      weight: 1,
      tags: ['complaint'],
      turns: [{ picture: 'hinges', says: 'The second box is missing two hinges. What do I do?' }],
    },
  },
  { hoursAgo: 20.2, dialogue: { id: 'w3', weight: 1, tags: ['delivery'], turns: ['Could the van come after five on {day}?'] } },
  {
    hoursAgo: 13.5,
    dialogue: {
      id: 'w4',
      weight: 1,
      arrival: sofaAd,
      tags: ['lead'],
      turns: ['Hi, saw your ad! Does the Havn come apart for narrow stairs?'],
    },
  },
  {
    hoursAgo: 6.1,
    dialogue: { id: 'w5', weight: 1, turns: [{ cart: true, says: 'And do you take the old sofa away with you?' }] },
  },
  {
    hoursAgo: 2.2,
    dialogue: { id: 'w6', weight: 1, language: 'fr', turns: ['Bonjour, la livraison est-elle possible samedi ?'] },
  },
  {
    hoursAgo: 0.6,
    dialogue: { id: 'w7', weight: 1, tags: ['accounts'], turns: ['Hello, I was charged twice for {order}, can you look?'] },
  },
  { hoursAgo: 0.08, dialogue: { id: 'w8', weight: 1, turns: ['Perfect, see you on Saturday!'] } },
]
