import { describe, expect, test } from 'vitest'
import { readPhone } from './phone.ts'

describe('a number that can be written to', () => {
  test.each([
    ['as the platform writes it', '447700900123', undefined, '447700900123'],
    ['with plus and spaces', '+44 7700 900123', undefined, '447700900123'],
    ['with 00', '0044 7700 900123', undefined, '447700900123'],
    ['with dashes and brackets', '+1 (202) 555-0143', undefined, '12025550143'],
    ['with the trunk prefix people add', '+44 (0)7700 900123', undefined, '447700900123'],
    ['with a zero that belongs to it', '+39 06 698 12345', undefined, '390669812345'],
    ['as people of the country write it', '07700 900123', 'GB', '447700900123'],
    ['of another country, with plus', '+49 171 1234567', 'GB', '491711234567'],
    ['of the country, with its code and no plus', '447700900123', 'GB', '447700900123'],
    ['with non-breaking spaces', '+44\u00a07700\u00a0900123', undefined, '447700900123'],
  ])('%s', (_how, written, country, digits) => {
    expect(readPhone(written, country)).toEqual({ ok: true, digits })
  })
})

describe('anything else gets one sentence', () => {
  test.each([
    ['nothing', ' ', undefined, /empty/],
    ['a name', 'Ada', undefined, /"Ada" is not a phone number/],
    ['too few digits', '+44 123', undefined, /country code/],
    ['one digit too many', '+447700 9001234', undefined, /country code/],
    ['sixteen digits', '+4477009001234567', undefined, /country code/],
    ['a calling code nobody has', '+999 7700 900123', undefined, /country code/],
    ['a national number without a country', '07700 900123', undefined, /country code/],
    ['what a spreadsheet made of it', '4.47701E+11', undefined, /spreadsheet/],
    ['two numbers in one field', '+447700900123 / +447700900124', undefined, /country code/],
    ['a number with an extension', '+44 7700 900123 ext. 5', undefined, /country code/],
    ['a very long text', 'x'.repeat(500), undefined, /^"x{39}…"/],
  ])('%s', (_what, written, country, reason) => {
    expect(readPhone(written, country)).toEqual({ ok: false, reason: expect.stringMatching(reason) })
  })
})
