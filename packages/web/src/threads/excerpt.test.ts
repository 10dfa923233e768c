import { expect, it } from 'vitest'
import { excerpt } from './excerpt.ts'

const told = (text: string, q: string) =>
  excerpt(text, q)
    .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
    .join('')

it.each([
  ['Is the Walnut table back?', 'wal tab', 'Is the [Wal]nut [tab]le back?'],
  ['A sofa is no fa', 'fa', 'A sofa is no [fa]'],
  ['Ça va, Åsa?', 'åsa', 'Ça va, [Åsa]?'],
  ['nothing of it', 'zebra', 'nothing of it'],
  ['a+b', '+', 'a+b'],
  [`${'word '.repeat(20)}found here`, 'found', '… word word word word [found] here'],
  [`${'word '.repeat(8)}lengthened by crossbar of it, found here`, 'found', '… by crossbar of it, [found] here'],
])('%s, searched for %s', (text, q, shown) => expect(told(text, q)).toBe(shown))
