import { describe, expect, it } from 'vitest'
import { isPersonal, replacePersonal } from './personal-data.ts'

const hidden = (text: string, names: string[] = []) => replacePersonal(text, names, (_, kind) => `<${kind}>`)

describe('what is personal in a text', () => {
  it.each([
    ['We are open from 9 to 18.', [], 'We are open from 9 to 18.'],
    ['Call +44 7700 900123 or 020 7946 0000', [], 'Call <number> or <number>'],
    ['Your order 4711 is on its way', [], 'Your order <number> is on its way'],
    ['Room 471 is ready', [], 'Room 471 is ready'],
    ['Write to ana.example@casement.example, please', [], 'Write to <email>, please'],
    ['See https://example.com/o/4711?k=1 there', [], 'See <link> there'],
    ['Pay to GB33 BUKB 2020 1555 5555 55 today', [], 'Pay to <iban> today'],
    ['Hi Ana, dear ANA Example!', ['Ana Example'], 'Hi <name>, dear <name>!'],
    ['A banana for Ana', ['Ana'], 'A banana for <name>'],
    ['٠٢٠٧٩٤٦ is a number too', [], '<number> is a number too'],
    ['J went home', ['J'], 'J went home'],
  ])('%s', (text, names, expected) => {
    expect(hidden(text, names)).toBe(expected)
  })

  it('never looks at what it put in the place of something', () => {
    expect(replacePersonal('Ana, 12345', ['Ana'], () => 'Ana 99999')).toBe('Ana 99999, Ana 99999')
  })

  it('tells whether there was any', () => {
    expect(isPersonal('See you at 9', [])).toBe(false)
    expect(isPersonal('See you, Ana', ['Ana'])).toBe(true)
  })
})
