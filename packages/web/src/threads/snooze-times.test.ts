import { expect, it } from 'vitest'
import { snoozeTimes } from './snooze-times.ts'

const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime()
const told = (now: number, closes: number | null = null) =>
  snoozeTimes(now, closes).map(({ id, at: when }) => `${id} ${new Date(when).getDate()}.${new Date(when).getHours()}h`)

it('offers hours that are still to come, and Monday as the next one', () => {
  // 20 November 2026 is a Friday.
  expect(told(at(20, 10))).toEqual(['hour 20.11h', 'evening 20.18h', 'tomorrow 21.9h', 'monday 23.9h'])
  expect(told(at(20, 19))).toEqual(['hour 20.20h', 'tomorrow 21.9h', 'monday 23.9h'])
  expect(told(at(22, 19)), 'on a Sunday, tomorrow is Monday').toEqual(['hour 22.20h', 'tomorrow 23.9h'])
  expect(told(at(23, 8)), 'on a Monday, the next Monday').toContain('monday 30.9h')
})

it('offers the hour before the window closes while that is to come', () => {
  expect(told(at(20, 10), at(21, 8))).toContain('beforeClosing 21.7h')
  expect(told(at(20, 10), at(20, 11)).join()).not.toContain('beforeClosing')
})
