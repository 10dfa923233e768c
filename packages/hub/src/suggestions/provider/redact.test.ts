import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { createRedactor } from './redact.ts'

describe('what leaves for a model', () => {
  it.each([
    ['I am Ana Example, call +44 7700 900123', 'I am [NAME_1], call [NUMBER_1]'],
    ['ana@casement.example or ANA@casement.example', '[EMAIL_1] or [EMAIL_1]'],
    ['orders 4711 and 4712, and 4711 again', 'orders [NUMBER_1] and [NUMBER_2], and [NUMBER_1] again'],
    ['is it open at 9?', 'is it open at 9?'],
    ['[NUMBER_1] is mine', '(NUMBER 1) is mine'],
  ])('%s', (said, left) => {
    expect(createRedactor(['Ana Example']).hide(said)).toBe(left)
  })

  it('comes back with what was hidden; what the model made up stays to be seen', () => {
    const redactor = createRedactor(['Ana'])
    redactor.hide('Ana, 4711')
    expect(redactor.show('Dear [NAME_1], [NUMBER_1] has left. [NUMBER_9] too.')).toBe('Dear Ana, 4711 has left. [NUMBER_9] too.')
  })
})

test('no long number ever leaves', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1_000, max: 999_999_999_999 }), fc.string(), (before, number, after) => {
      const left = createRedactor([]).hide(`${before} ${number} ${after}`)
      expect(left).not.toMatch(/\p{N}{4}/u)
    }),
  )
})
