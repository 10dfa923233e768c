const HOUR = 3_600_000
const MORNING = 9
const EVENING = 18

export type SnoozeTime = { readonly id: 'hour' | 'evening' | 'tomorrow' | 'monday' | 'beforeClosing'; readonly at: number }

const dayAt = (now: number, days: number, hour: number): number => {
  const day = new Date(now)
  day.setDate(day.getDate() + days)
  return day.setHours(hour, 0, 0, 0)
}

/** When one would want to see a thread again, in the viewer's zone; only times to come, and an hour before the window closes. */
export function snoozeTimes(now: number, closesAt: number | null): readonly SnoozeTime[] {
  const weekday = new Date(now).getDay()
  const times: SnoozeTime[] = [
    { id: 'hour', at: now + HOUR },
    { id: 'evening', at: dayAt(now, 0, EVENING) },
    { id: 'tomorrow', at: dayAt(now, 1, MORNING) },
    { id: 'monday', at: dayAt(now, (8 - weekday) % 7 || 7, MORNING) },
    ...(closesAt === null ? [] : [{ id: 'beforeClosing' as const, at: closesAt - HOUR }]),
  ]
  return times.filter((time, index) => time.at > now + HOUR / 2 && times.findIndex((other) => other.at === time.at) === index)
}
