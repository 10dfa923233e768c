import type { TemplateCategory, TemplateStatus } from './records.ts'

export type TemplateSeed = {
  name: string
  language: string
  category: TemplateCategory
  status?: TemplateStatus
  parameterFormat?: 'POSITIONAL' | 'NAMED'
  components: Record<string, unknown>[]
}

const stop = { type: 'QUICK_REPLY', text: 'Stop promotions' }

/** What the furniture shop of the default world has had approved. */
export const defaultTemplates: TemplateSeed[] = [
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      {
        type: 'BODY',
        text: 'Welcome and congratulations!! This message shows that your number can send. Thank you for taking the time to try it.',
      },
      { type: 'FOOTER', text: 'Nordlys Home' },
    ],
  },
  {
    name: 'order_update',
    language: 'en_GB',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Your Nordlys Home order {{1}} is on its way and should arrive on {{2}}. Reply here if you need to change the delivery.',
        example: { body_text: [['NH-20418', 'Tuesday 24 November']] },
      },
      { type: 'FOOTER', text: 'Nordlys Home deliveries' },
    ],
  },
  {
    name: 'order_update',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Your Nordlys Home order {{1}} has shipped and should arrive on {{2}}. Reply here if you need to change the delivery.',
        example: { body_text: [['NH-20418', 'Tuesday, November 24']] },
      },
    ],
  },
  {
    name: 'answer_to_your_question',
    language: 'en_GB',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'We have an answer to your question about {{1}}. Reply to this message and we will carry on where we left off.',
        example: { body_text: [['your order NH-20418']] },
      },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Go on' }] },
    ],
  },
  {
    name: 'winter_sale',
    language: 'en_GB',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Warm rooms, long evenings' },
      {
        type: 'BODY',
        text: 'Hello {{1}}, our winter sale has begun: {{2}} off sofas, rugs and lamps until Sunday. Come in, the coffee is on.',
        example: { body_text: [['Maja', '20%']] },
      },
      { type: 'FOOTER', text: 'Tap Stop promotions to opt out' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Show me' }, stop] },
    ],
  },
  {
    name: 'sign_in_code',
    language: 'en_GB',
    category: 'AUTHENTICATION',
    components: [
      {
        type: 'BODY',
        text: '*{{1}}* is your verification code. For your security, do not share this code.',
        add_security_recommendation: true,
        example: { body_text: [['482915']] },
      },
      { type: 'FOOTER', text: 'This code expires in 10 minutes.', code_expiration_minutes: 10 },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Copy code',
            url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
            example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp482915'],
          },
        ],
      },
    ],
  },
  {
    name: 'showroom_visit',
    language: 'en_GB',
    category: 'UTILITY',
    parameterFormat: 'NAMED',
    components: [
      {
        type: 'BODY',
        text: 'Hello {{first_name}}, your visit to our {{showroom}} showroom is booked for {{visit_time}}. We look forward to meeting you.',
        example: {
          body_text_named_params: [
            { param_name: 'first_name', example: 'Maja' },
            { param_name: 'showroom', example: 'Leeds' },
            { param_name: 'visit_time', example: 'Friday at 14:30' },
          ],
        },
      },
    ],
  },
  {
    name: 'track_delivery',
    language: 'en_GB',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Out for delivery' },
      {
        type: 'BODY',
        text: 'Order {{1}} left our warehouse this morning. You can follow the van on the map until it reaches your door.',
        example: { body_text: [['NH-20418']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Follow the van',
            url: 'https://nordlys-home.example/track/{{1}}',
            example: ['https://nordlys-home.example/track/NH-20418'],
          },
          { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+447700900123' },
        ],
      },
    ],
  },
  {
    name: 'clearance_last_call',
    language: 'en_GB',
    category: 'MARKETING',
    status: 'PAUSED',
    components: [
      {
        type: 'BODY',
        text: 'Last call, {{1}}: the clearance corner closes tonight and everything left in it goes for half the price.',
        example: { body_text: [['Maja']] },
      },
      { type: 'BUTTONS', buttons: [stop] },
    ],
  },
]
