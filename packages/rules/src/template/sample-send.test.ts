import { expect, test } from 'vitest'
import { checkParameters } from './check-parameters.ts'
import { sampleHandles, sampleSend, withHandles } from './sample-send.ts'

const reply = { type: 'QUICK_REPLY', text: 'Stop promotions' }
const picture = (handle: string) => ({ type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } })
const card = (handle: string) => ({
  components: [
    picture(handle),
    { type: 'BODY', text: 'A chair for {{1}} rooms of yours', example: { body_text: [['small']] } },
    {
      type: 'BUTTONS',
      buttons: [{ type: 'URL', text: 'See', url: 'https://nordlys.example/{{1}}', example: ['https://nordlys.example/7'] }],
    },
  ],
})
const body = { type: 'BODY', text: 'Hello {{1}}, your order {{2}} is ready.', example: { body_text: [['Maja', 'NH-1']] } }

/** Whatever the definition asks for, its own samples answer. */
test.each([
  ['plain text', { category: 'UTILITY', components: [{ type: 'BODY', text: 'It is ready.' }] }],
  ['numbered variables', { category: 'UTILITY', components: [body] }],
  [
    'named variables',
    {
      category: 'UTILITY',
      parameter_format: 'NAMED',
      components: [
        {
          type: 'BODY',
          text: 'Hello {{first_name}}, it is ready.',
          example: { body_text_named_params: [{ param_name: 'first_name', example: 'Maja' }] },
        },
      ],
    },
  ],
  [
    'a picture, a coupon and a link',
    {
      category: 'MARKETING',
      components: [
        picture('4::abc'),
        body,
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'COPY_CODE', example: 'WINTER20' },
            { type: 'URL', text: 'See', url: 'https://nordlys.example/{{1}}', example: ['https://nordlys.example/7'] },
            reply,
          ],
        },
      ],
    },
  ],
  ['a place', { category: 'UTILITY', components: [{ type: 'HEADER', format: 'LOCATION' }, body] }],
  [
    'a carousel',
    {
      category: 'MARKETING',
      components: [{ ...body }, { type: 'CAROUSEL', cards: [card('a'), card('b')] }],
    },
  ],
  [
    'an offer that ends',
    {
      category: 'MARKETING',
      components: [
        { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Lamps', has_expiration: true } },
        body,
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'COPY_CODE', example: 'L1' },
            { type: 'URL', text: 'See', url: 'https://nordlys.example/' },
          ],
        },
      ],
    },
  ],
  [
    'a code',
    {
      category: 'AUTHENTICATION',
      components: [{ type: 'BODY' }, { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] }],
    },
  ],
])('%s: the samples make a send without an error', (_name, definition) => {
  const template = { name: 't', language: 'en_GB', ...definition }
  const send = sampleSend(template, { file: () => ({ id: '1' }), now: Date.parse('2026-11-20T12:00:00Z') })
  expect(checkParameters(template, send).filter((finding) => finding.severity === 'error')).toEqual([])
})

test('handles are found and replaced in the header and on the cards', () => {
  const components = [picture('a'), { type: 'CAROUSEL', cards: [card('b'), card('c')] }]
  expect(sampleHandles(components)).toEqual(['a', 'b', 'c'])
  expect(sampleHandles(withHandles(components, (handle) => `${handle}!`))).toEqual(['a!', 'b!', 'c!'])
})
