import { DAY, isoTime, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type TellBefore, tellWindow, type WindowNews } from './window-steps.ts'

const at = (time: string) => platformTime(Date.parse(`2026-11-${time}Z`))
const show = (news: readonly WindowNews[]) =>
  news.map(
    ({ type, at, ...more }) => `${isoTime(at).slice(8, 16)} ${type}${'minutesBefore' in more ? ` ${more.minutesBefore}` : ''}`,
  )

/** The customer wrote on the 20th at noon, so the window closes on the 21st at noon. */
const until = at('21T12:00')
const csw = (end: PlatformTime | null) => ({ csw: { until: end }, fep: { state: 'none' as const, until: null } })
const fep = (end: PlatformTime) => ({ csw: { until: null }, fep: { state: 'candidate' as const, until: end } })
const told = (window: number, entry = 0, end: PlatformTime | null = until): TellBefore => ({ window, entry, until: end })

describe('what is told of a customer service window', () => {
  it.each([
    ['it just opened', told(0, 0, null), '20T12:00', ['20T12:00 window.opened'], '21T08:00'],
    [
      'it opened, and a webhook came late',
      told(0, 0, null),
      '21T09:00',
      ['21T09:00 window.opened', '21T08:00 window.closing 240'],
      '21T11:00',
    ],
    ['it was open and is no longer, before anybody looked', told(0, 0, null), '21T13:00', [], null],
    ['a minute before the first warning', told(1), '21T07:59', [], '21T08:00'],
    ['four hours are left', told(1), '21T08:00', ['21T08:00 window.closing 240'], '21T11:00'],
    ['the first warning was given', told(2), '21T08:00', [], '21T11:00'],
    ['an hour is left', told(2), '21T11:00', ['21T11:00 window.closing 60'], '21T11:45'],
    ['a quarter is left', told(3), '21T11:45', ['21T11:45 window.closing 15'], '21T12:00'],
    ['nobody looked for hours: only the most urgent', told(1), '21T11:50', ['21T11:45 window.closing 15'], '21T12:00'],
    ['a minute before its end', told(4), '21T11:59', [], '21T12:00'],
    ['its very end', told(4), '21T12:00', ['21T12:00 window.closed'], null],
    ['nobody looked for a day', told(1), '22T12:00', ['21T12:00 window.closed'], null],
    ['it was told to be closed', told(0), '21T12:00', [], null],
  ])('%s', (_situation, before, now, news, due) => {
    const answer = tellWindow(csw(until), before, at(now))
    expect(show(answer.news)).toEqual(news)
    expect(answer.due && isoTime(answer.due).slice(8, 16)).toEqual(due)
  })

  it.each([
    ['in time: it begins anew, and its warnings too', '21T11:30', told(3), [], 1],
    ['after its end, which nobody told yet', '21T12:00', told(4), ['21T12:00 window.closed', '21T12:00 window.opened'], 1],
    ['after its end, which was told', '21T15:00', told(0), ['21T15:00 window.opened'], 1],
  ])('the customer writes %s', (_when, wrote, before, news, step) => {
    const answer = tellWindow(csw(platformTime(at(wrote) + DAY)), before, at(wrote), at(wrote))
    expect([show(answer.news), answer.steps.window]).toEqual([news, step])
  })

  it('lasts a few minutes longer than known, by a webhook that came late: no warning comes twice', () => {
    const longer = platformTime(until + 20 * MINUTE)
    expect(tellWindow(csw(longer), told(2), at('21T08:01'), at('20T12:20'))).toMatchObject({ news: [], steps: { window: 2 } })
  })

  it('ends because the person changed their number', () => {
    expect(show(tellWindow(csw(null), told(2), at('21T09:00')).news)).toEqual(['21T09:00 window.closed'])
  })
})

describe('what is told of somebody who came by an ad and waits', () => {
  it.each([
    ['more than six hours are left', 0, '21T05:59', [], '21T06:00'],
    ['six hours are left', 1, '21T06:00', ['21T06:00 entry-point.closing 360'], '21T11:00'],
    ['it was told', 2, '21T06:01', [], '21T11:00'],
    ['an hour is left', 2, '21T11:00', ['21T11:00 entry-point.closing 60'], '21T12:00'],
    ['it is lost', 3, '21T12:00', [], null],
  ])('%s', (_situation, step, now, news, due) => {
    const answer = tellWindow(fep(until), told(0, step, null), at(now))
    expect(show(answer.news)).toEqual(news)
    expect(answer.due && isoTime(answer.due).slice(8, 16)).toEqual(due)
  })

  it('was answered', () => {
    const answered = { csw: { until: null }, fep: { state: 'estimated' as const, until } }
    expect(tellWindow(answered, told(0, 1, null), at('21T06:00'))).toMatchObject({ news: [], steps: { entry: 0 } })
  })
})

it('whenever one looks, windows open and close in turn, and no warning of a window comes twice', () => {
  const gap = fc.integer({ min: 0, max: 30 * 60 })
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, fc.boolean()), { maxLength: 60 }), (steps) => {
      let now = at('01T00:00')
      let end: PlatformTime | null = null
      let before: TellBefore = { window: 0, entry: 0, until: null }
      let warnings: number[] = []
      let open = false
      for (const [minutes, wrote] of steps) {
        now = platformTime(now + minutes * MINUTE)
        if (wrote) {
          end = platformTime(now + DAY)
          warnings = []
        }
        const answer = tellWindow(csw(end), before, now, platformTime(wrote ? now : (end ?? now) - DAY))
        for (const news of answer.news) {
          if (news.type === 'window.opened' || news.type === 'window.closed') {
            expect(open).toBe(news.type === 'window.closed')
            open = news.type === 'window.opened'
          } else {
            expect(open).toBe(true)
            expect(warnings).not.toContain((news as { minutesBefore: number }).minutesBefore)
            warnings.push((news as { minutesBefore: number }).minutesBefore)
          }
        }
        expect(open).toBe(end !== null && now < end)
        expect(answer.due === null || answer.due > now).toBe(true)
        before = { ...answer.steps, until: end }
        expect(tellWindow(csw(end), before, now).news).toEqual([])
      }
    }),
  )
})
