/** Templates that a history has approved beside those of the default world: headers, coupons, offers and cards. */
export const ownTemplates: readonly Readonly<Record<string, unknown>>[] = [
  {
    name: 'spring_catalogue',
    language: 'en_GB',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW1hZ2U='] } },
      {
        type: 'BODY',
        text: 'Dear {{1}}, our spring catalogue is here with everything for a bright and airy home this year.',
        example: { body_text: [['Maja']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'COPY_CODE', example: 'SPRING25' },
          { type: 'QUICK_REPLY', text: 'Stop promotions' },
        ],
      },
    ],
  },
  {
    name: 'come_and_see',
    language: 'en_GB',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'LOCATION' },
      { type: 'BODY', text: 'Your order is ready to be collected at our warehouse, whose place is shown above.' },
    ],
  },
  {
    name: 'invoice_ready',
    language: 'en_GB',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['4::cGRm'] } },
      {
        type: 'BODY',
        text: 'The invoice {{1}} for your order is attached to this message for your records.',
        example: { body_text: [['2026-118']] },
      },
    ],
  },
  {
    name: 'delivery_of_today',
    language: 'en_GB',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Delivery {{1}}', example: { header_text: ['NH-20418'] } },
      { type: 'BODY', text: 'Our van will be with you today between noon and four in the afternoon.' },
    ],
  },
  {
    name: 'weekend_offer',
    language: 'en_GB',
    category: 'MARKETING',
    components: [
      { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Rugs at half', has_expiration: true } },
      {
        type: 'BODY',
        text: 'Good news, {{1}}: this weekend every rug in our shop goes for half of its price.',
        example: { body_text: [['Maja']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'COPY_CODE', example: 'RUGS50' },
          {
            type: 'URL',
            text: 'See the rugs',
            url: 'https://nordlys-home.example/rugs/{{1}}',
            example: ['https://nordlys-home.example/rugs/half'],
          },
        ],
      },
    ],
  },
  {
    name: 'two_sofas',
    language: 'en_GB',
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: 'Two sofas that may be just right for your living room and for long evenings.' },
      {
        type: 'CAROUSEL',
        cards: [card('Oslo, in wool'), card('Bergen, in linen')],
      },
    ],
  },
]

function card(text: string) {
  return {
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW1hZ2U='] } },
      { type: 'BODY', text: `The sofa ${text}, from our own workshop.` },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Show me' }] },
    ],
  }
}
