import { describe, expect, it } from 'vitest'
import { ago, daysBetween, shortTime, spanDial, spanShort, spanSpoken, whenTime } from './time-words.ts'

const s = 1_000
const min = 60 * s
const h = 60 * min

describe('how much is left', () => {
  it.each([
    [0, '0 min'],
    [-5 * min, '0 min'],
    [45 * s, '45 s'],
    [min - 1, '59 s'],
    [min, '1 min'],
    [h - 1, '59 min'],
    [h, '1 h'],
    [3 * h + 23 * min, '3 h 23'],
    [3 * h + 5 * min, '3 h 05'],
    [6 * h - 1, '5 h 59'],
    [6 * h, '6 h'],
    [24 * h - 1, '23 h'],
    [24 * h, '24 h'],
  ])('%d ms is written %s', (ms, words) => expect(spanShort(ms)).toBe(words))

  it.each([
    [30 * s, '30 s'],
    [38 * min, '38 min'],
    [3 * h + 23 * min, '3 h 23 min'],
    [50 * h + 10 * min, '50 h'],
  ])('%d ms is spoken %s', (ms, words) => expect(spanSpoken(ms)).toBe(words))

  it.each([
    [3 * h + 23 * min, '3:23'],
    [38 * min, '0:38'],
    [24 * h, '24:00'],
  ])('%d ms on the dial is %s', (ms, words) => expect(spanDial(ms)).toBe(words))

  it.each([
    [18 * h + 48 * min, '18 h 48'],
    [12 * min, '12 min'],
    [49 * h, '2 days'],
  ])('%d ms ago is %s', (ms, words) => expect(ago(ms)).toBe(words))
})

describe('when, seen from Friday 20 November 14:08', () => {
  const now = new Date(2026, 10, 20, 14, 8).getTime()
  it.each([
    ['today', new Date(2026, 10, 20, 17, 31), '17:31', '17:31'],
    ['in two days', new Date(2026, 10, 22, 16, 5), '22 Nov', 'Sun 16:05'],
    ['two days ago', new Date(2026, 10, 18, 9, 0), 'Wed', 'Wed 09:00'],
    ['last year', new Date(2025, 9, 3, 9, 0), '3 Oct 2025', '3 Oct, 09:00'],
  ])('%s', (_story, date, short, when) => {
    expect(shortTime(date.getTime(), now)).toBe(short)
    expect(whenTime(date.getTime(), now)).toBe(when)
  })
  it('counts days by the calendar, not by 24 hours', () => {
    expect(daysBetween(new Date(2026, 10, 19, 23, 59).getTime(), new Date(2026, 10, 20, 0, 1).getTime())).toBe(1)
    expect(daysBetween(new Date(2026, 10, 20, 0, 1).getTime(), new Date(2026, 10, 20, 23, 59).getTime())).toBe(0)
  })
})
