import { describe, expect, test } from 'vitest'
import { explainTracking } from './explain-tracking.ts'
import { linksOf, rewriteLinks } from './rewrite-links.ts'

const base = 'https://go.example/r/'
const through = (url: string) => `${base}${url.length}`
const rewrite = (
  message: { type: string } & Record<string, unknown>,
  components: Record<string, unknown>[] = [],
  everything = true,
) => rewriteLinks(message, { buttons: linksOf(components), base, everything, through })
const text = (body: string) => ({ type: 'text', text: { body } })

describe('in a text', () => {
  test.each([
    ['See https://shop.example/a.', `See ${base}22.`],
    ['(https://shop.example/a), and http://b.example!', `(${base}22), and ${base}16!`],
    ['No link at all', 'No link at all'],
    ['shop.example has none', 'shop.example has none'],
    [`Already ${base}abc`, `Already ${base}abc`],
    ['ftp://shop.example/a', 'ftp://shop.example/a'],
    [`https://${'a'.repeat(2_000)}.example`, `https://${'a'.repeat(2_000)}.example`],
  ])('%s', (before, after) => expect(rewrite(text(before))).toEqual(text(after)))
  test('switched off it stays as it is', () =>
    expect(rewrite(text('See https://shop.example/a'), [], false)).toEqual(text('See https://shop.example/a')))
})

test('a link button leads through ours, and so do those of cards', () => {
  const cta = (url: string) => ({ name: 'cta_url', parameters: { display_text: 'See', url } })
  const message = (url: string) => ({
    type: 'interactive',
    interactive: {
      type: 'carousel',
      body: { text: 'Two lamps' },
      action: { ...cta(url), cards: [{ card_index: 0, action: cta(url) }] },
    },
  })
  expect(rewrite(message('https://shop.example/a'))).toEqual(message(`${base}22`))
})

describe('in a template', () => {
  const buttons = (...urls: string[]) => [
    { type: 'BODY', text: 'Hello {{1}}' },
    { type: 'BUTTONS', buttons: urls.map((url) => ({ type: 'URL', text: 'See', url })) },
  ]
  const send = (value: string, body = 'Ada') => ({
    type: 'template',
    template: {
      name: 'offer',
      components: [
        { type: 'body', parameters: [{ type: 'text', text: body }] },
        { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: value }] },
      ],
    },
  })
  test.each([
    [
      'a button that begins with ours takes the page as its value',
      buttons(`${base}{{1}}`),
      true,
      send('https://shop.example/a'),
      send('22'),
    ],
    ['even where nothing else is counted', buttons(`${base}{{1}}`), false, send('https://shop.example/a'), send('22')],
    ['another button keeps its value', buttons('https://shop.example/{{1}}'), true, send('a'), send('a')],
    [
      'values of the text are led through ours',
      buttons('https://shop.example/{{1}}'),
      true,
      send('a', 'https://b.example'),
      send('a', `${base}17`),
    ],
    [
      'unless it is switched off',
      buttons('https://shop.example/{{1}}'),
      false,
      send('a', 'https://b.example'),
      send('a', 'https://b.example'),
    ],
  ])('%s', (_, components, everything, before, after) => expect(rewrite(before, components, everything)).toEqual(after))

  test('what cannot be counted is said in words', () => {
    expect(explainTracking('offer', buttons(`${base}{{1}}`), base)).toEqual([])
    expect(explainTracking('offer', buttons('https://shop.example/{{1}}'), base)).toEqual([
      expect.stringContaining('leads straight to shop.example'),
    ])
    expect(explainTracking('offer', [{ type: 'BODY', text: 'Look: https://shop.example' }], base)).toEqual([
      expect.stringContaining('fixed text of offer'),
    ])
  })
})
