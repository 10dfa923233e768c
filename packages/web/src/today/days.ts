const DAY = 86_400_000

/** `YYYY-MM-DD` in UTC: the days that figures are kept by, unless an account says otherwise. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** The days of this month so far, and the same stretch of the month before: both end on the same day, or on that month's last. */
export function monthSoFar(now: number): { from: string; to: string; before: { from: string; to: string } } {
  const today = new Date(now)
  const [year, month, date] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()]
  const lastOfMonthBefore = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return {
    from: dayOf(Date.UTC(year, month, 1)),
    to: dayOf(now),
    before: {
      from: dayOf(Date.UTC(year, month - 1, 1)),
      to: dayOf(Date.UTC(year, month - 1, Math.min(date, lastOfMonthBefore))),
    },
  }
}

/** The last `count` days, today included. */
export const lastDays = (now: number, count: number): { from: string; to: string } => ({
  from: dayOf(now - (count - 1) * DAY),
  to: dayOf(now),
})

/** Every day from the first to the last. */
export function daysFrom(from: string, to: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY) days.push(dayOf(at))
  return days
}
