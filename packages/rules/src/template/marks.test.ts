import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flatText } from './flat-text.ts'
import { emojiOnly, parseMarks } from './marks.ts'
import type { Span } from './rendered.ts'
import { fillVariables, variableNames } from './variables.ts'

/** Spans written short: `<b>bold</b>`, so that a table of them reads like what a phone shows. */
function shown(spans: readonly Span[]): string {
  const tags = { bold: 'b', italic: 'i', strike: 's', quote: 'q' } as const
  return spans
    .map((span) => {
      if (span.kind === 'text') return span.text
      if (span.kind === 'list') return `<${span.ordered ? `ol ${span.start}` : 'ul'}>${span.items.map(shown).join('|')}</>`
      if ('spans' in span) return `<${tags[span.kind]}>${shown(span.spans)}</>`
      return span.kind === 'variable' ? `[${span.text}]` : `<${span.kind}>${span.text}</>`
    })
    .join('')
}

describe('marks', () => {
  test.each([
    ['plain words', 'plain words'],
    ['*bold*', '<b>bold</>'],
    ['_italic_', '<i>italic</>'],
    ['~gone~', '<s>gone</>'],
    ['`code`', '<code>code</>'],
    ['```mono```', '<mono>mono</>'],
    ['a *b* c', 'a <b>b</> c'],
    ['*two* and *three*', '<b>two</> and <b>three</>'],
    ['(*bold*), "_so_".', '(<b>bold</>), "<i>so</>".'],
    ['*_~all~_*', '<b><i><s>all</></></>'],
    ['_a *b* c_', '<i>a <b>b</> c</>'],
    ['*bold with _half* open_', '<b>bold with _half</> open_'],
    ['snake_case_name', 'snake_case_name'],
    ['2*3*4', '2*3*4'],
    ['* not bold *', '<ul>not bold *</>'],
    ['a * b * c', 'a * b * c'],
    ['*open', '*open'],
    ['**', '**'],
    ['*a\nb*', '*a\nb*'],
    ['*über*', '<b>über</>'],
    ['ü*ber*', 'ü*ber*'],
    ['🎉*party*🎉', '<emoji>🎉</><b>party</><emoji>🎉</>'],
    ['`*no*`', '<code>*no*</>'],
    ['```*no*\nlines```', '<mono>*no*\nlines</>'],
    ['``````', '``````'],
    ['` `', '` `'],
    ['*`x*`', '<b>`x</>`'],
  ])('%j', (text, expected) => {
    expect(shown(parseMarks(text))).toBe(expected)
  })

  test.each([
    ['> said', '<q>said</>'],
    ['> one\n> *two*', '<q>one\n<b>two</></>'],
    ['> one\ntwo', '<q>one</>two'],
    ['>no blank', '>no blank'],
    ['a > b', 'a > b'],
    ['- one\n- two', '<ul>one|two</>'],
    ['* one\n* _two_', '<ul>one|<i>two</></>'],
    ['1. one\n2. two', '<ol 1>one|two</>'],
    ['7. seven', '<ol 7>seven</>'],
    ['1.5 litres', '1.5 litres'],
    ['-5 degrees', '-5 degrees'],
    ['Shopping:\n- milk\n- bread\nThanks', 'Shopping:\n<ul>milk|bread</>Thanks'],
    ['- a\n1. b', '<ul>a</><ol 1>b</>'],
    ['- ', '- '],
  ])('blocks: %j', (text, expected) => {
    expect(shown(parseMarks(text))).toBe(expected)
  })

  test.each([
    ['see https://a.example/b_c_d.', 'see <link>https://a.example/b_c_d</>.'],
    ['(https://a.example)', '(<link>https://a.example</>)'],
    ['https://a.example/x_(y)', '<link>https://a.example/x_(y)</>'],
    ['*https://a.example*', '<b><link>https://a.example</></>'],
    ['www.a.example!', '<link>www.a.example</>!'],
    ['HTTPS://A.EXAMPLE', '<link>HTTPS://A.EXAMPLE</>'],
    ['nohttps://a', 'nohttps://a'],
    ['https://', 'https://'],
    ['_see https://a.example/b_ c_', '<i>see <link>https://a.example/b</></> c_'],
  ])('links: %j', (text, expected) => {
    expect(shown(parseMarks(text))).toBe(expected)
  })

  test('a link without its scheme goes to the encrypted address', () => {
    expect(parseMarks('www.a.example')).toEqual([{ kind: 'link', text: 'www.a.example', url: 'https://www.a.example' }])
  })

  test.each([
    ['👍', 1],
    ['👍🏽 🇩🇪', 2],
    ['👨‍👩‍👧‍👦', 1],
    ['1️⃣', 1],
    ['👍 ok', undefined],
    ['ok', undefined],
    ['', undefined],
    ['*👍*', undefined],
  ])('emoji and nothing else: %j → %s', (text, count) => {
    expect(emojiOnly(parseMarks(text))).toBe(count)
  })
})

describe('variables', () => {
  const fill = (text: string, values: Record<string, string>) => {
    const { text: filled, holes } = fillVariables(text, (name) =>
      values[name] === undefined ? undefined : { value: values[name] },
    )
    return shown(parseMarks(filled, holes))
  }

  test.each([
    ['Hi {{1}}!', { 1: 'Ada' }, 'Hi Ada!'],
    ['Hi {{1}}!', {}, 'Hi [{{1}}]!'],
    ['*{{1}}* and {{2}}', { 2: '_b_' }, '<b>[{{1}}]</> and <i>b</>'],
    ['{{ name }}', {}, '[{{name}}]'],
    ['{{1}}{{1}}', { 1: 'a' }, 'aa'],
    ['{{1}}', { 1: '{{2}}' }, '{{2}}'],
    ['{{1', {}, '{{1'],
    ['{{{1}}}', { 1: 'a' }, '{a}'],
    ['- {{1}}\n- {{2}}', { 1: 'a' }, '<ul>a|[{{2}}]</>'],
  ])('%j filled with %j', (text, values, expected) => {
    expect(fill(text, values as Record<string, string>)).toBe(expected)
  })

  test('names come in order of appearance, once each', () => {
    expect(variableNames('{{b}} {{a}} {{b}}')).toEqual(['b', 'a'])
  })
})

describe('any text at all', () => {
  const pieces = fc.constantFrom(
    '*',
    '_',
    '~',
    '`',
    '```',
    '\n',
    ' ',
    '> ',
    '- ',
    '1. ',
    'a',
    'é',
    '漢',
    '🎉',
    '👨‍👩‍👧',
    'https://a.b',
    'www.',
    '(',
    ')',
    '{{1}}',
    '\ud83d',
  )
  const marked = fc.array(pieces, { maxLength: 60 }).map((list) => list.join(''))

  test('never throws, and keeps every letter in its order', () => {
    const lettersOf = (text: string) => [...text].filter((char) => /\p{L}/u.test(char)).join('')
    fc.assert(
      fc.property(fc.oneof(marked, fc.string({ unit: 'binary' })), (text) => {
        expect(lettersOf(flatText(parseMarks(text)))).toBe(lettersOf(text))
      }),
    )
  })

  test('texts that invite searching to and fro take no longer than others', () => {
    const hostile = ['*a ', '_*~', 'www.*', '```` ', '*_~`', '{{', 'http://', '*a_ ', '> ', '- *'].map((piece) =>
      piece.repeat(20_000),
    )
    const started = performance.now()
    for (const text of hostile) parseMarks(text)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
