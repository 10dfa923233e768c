import { expect, test } from 'vitest'
import { compareLanguages } from './compare-languages.ts'
import type { LanguageOf } from './names.ts'
import type { Component } from './template-api.ts'

const language = (code: string, ...components: Component[]): LanguageOf =>
  ({ language: code, state: 'approved', draft: null, template: { components } }) as unknown as LanguageOf
const body = (text: string) => ({ type: 'BODY', text })
const cell = (languages: readonly LanguageOf[], key: string, code = 'sv') =>
  compareLanguages(languages, 'en')
    .find((row) => row.key.trim() === key)
    ?.cells.get(code)

test.each([
  ['the same placeholders in another order', 'Your order {{1}} is {{2}}', 'Den {{2}} är {{1}}', [], []],
  ['one fewer', 'Hello {{1}}, {{2}}', 'Hej {{1}}', ['2'], []],
  ['one more', 'Hello {{name}}', 'Hej {{name}}, {{shop}}', [], ['shop']],
  ['named where the other counts', 'Hello {{1}}', 'Hej {{name}}', ['1'], ['name']],
])('%s', (_name, en, sv, missing, extra) => {
  expect(cell([language('en', body(en)), language('sv', body(sv))], 'body')).toMatchObject({ missing, extra })
})

test.each([
  ['the same words are not translated', 'Hello {{1}}', 'Hello {{1}}', true],
  ['a placeholder alone is nothing to translate', '{{1}}', '{{1}}', false],
  ['an address alone neither', 'https://nordlys.example/{{1}}', 'https://nordlys.example/{{1}}', false],
  ['other words are', 'Hello', 'Hej', false],
])('%s', (_name, en, sv, untranslated) => {
  expect(cell([language('en', body(en)), language('sv', body(sv))], 'body')?.untranslated).toBe(untranslated)
})

test('a part that one language lacks is a hole there, whichever of them is compared with', () => {
  const languages = [language('en', body('a'), { type: 'FOOTER', text: 'Bye {{1}}' }), language('sv', body('b'))]
  expect(cell(languages, 'footer')).toMatchObject({ text: null, missing: ['1'] })
  const [row] = compareLanguages(languages, 'sv').filter(({ kind }) => kind === 'footer')
  expect(row?.cells.get('sv')).toMatchObject({ text: null, missing: [] })
  expect(row?.cells.get('en')).toMatchObject({ text: 'Bye {{1}}', extra: [] })
})

test('buttons and cards are compared by their place; another kind is told', () => {
  const buttons = (...types: string[]) => ({ type: 'BUTTONS', buttons: types.map((type) => ({ type, text: type })) })
  const carousel = (...cards: Component[][]) => ({ type: 'CAROUSEL', cards: cards.map((components) => ({ components })) })
  const languages = [
    language('en', body('a'), buttons('QUICK_REPLY', 'URL'), carousel([{ type: 'HEADER', format: 'IMAGE' }], [body('Attic')])),
    language('sv', body('b'), buttons('QUICK_REPLY', 'PHONE_NUMBER'), carousel([{ type: 'HEADER', format: 'VIDEO' }])),
  ]
  expect(compareLanguages(languages, 'en').map(({ kind, n, card }) => [card, kind, n].filter(Boolean).join(' '))).toEqual([
    'body',
    'button 1',
    'button 2',
    '1 header',
    '2 body',
  ])
  expect(cell(languages, 'button 2')).toMatchObject({ otherKind: true })
  expect(cell(languages, '1 header')).toMatchObject({ otherKind: true, text: '' })
  expect(cell(languages, '2 body')).toMatchObject({ text: null })
})
