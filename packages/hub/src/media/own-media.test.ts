import { expect, test } from 'vitest'
import { ownMediaIn, withPlatformIds } from './own-media.ts'

const ours = '019a0000-0000-7000-8000-000000000001'
const ids = new Map([[ours, '4477']])
const header = (id: string) => ({
  type: 'template',
  template: { name: 'x', components: [{ type: 'header', parameters: [{ type: 'image', image: { id } }] }] },
})

test.each([
  ['a picture', { type: 'image', image: { id: ours, caption: 'c' } }, { type: 'image', image: { id: '4477', caption: 'c' } }],
  ['the head of a template', header(ours), header('4477')],
  [
    'a card of a carousel',
    { type: 'template', template: { components: [{ cards: [{ components: [{ parameters: [{ video: { id: ours } }] }] }] }] } },
    { type: 'template', template: { components: [{ cards: [{ components: [{ parameters: [{ video: { id: '4477' } }] }] }] }] } },
  ],
  [
    'the head of a list',
    { type: 'interactive', interactive: { header: { type: 'document', document: { id: ours } } } },
    { type: 'interactive', interactive: { header: { type: 'document', document: { id: '4477' } } } },
  ],
])('%s', (_what, payload, expected) => {
  expect(ownMediaIn(payload)).toEqual([ours])
  expect(withPlatformIds(payload, ids)).toEqual(expected)
})

test.each([
  ['an id of the platform’s', { type: 'image', image: { id: '447700900123' } }],
  ['a link', { type: 'image', image: { link: 'https://files.example/a.jpg' } }],
  ['our id where no file is named', { type: 'interactive', interactive: { action: { buttons: [{ reply: { id: ours } }] } } }],
  ['a text', { type: 'text', text: { body: ours } }],
])('%s is left alone', (_what, payload) => {
  expect(ownMediaIn(payload)).toEqual([])
  expect(withPlatformIds(payload, ids)).toEqual(payload)
})
