/**
 * Two clocks, two types. Platform time is what Meta's rules are written in (windows, prices, schedules, pace); machine time is
 * what computers need (leases, timeouts, sessions). In production they are one; beside an emulator they are not, so that mixing
 * them up must not compile. Both are milliseconds since 1970-01-01T00:00:00Z.
 */
declare const clock: unique symbol
export type PlatformTime = number & { readonly [clock]: 'platform' }
export type MachineTime = number & { readonly [clock]: 'machine' }

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Reads platform time from an ISO 8601 text, a Date, or milliseconds. Throws RangeError when it is no instant at all. */
export function platformTime(value: string | number | Date): PlatformTime {
  return instant(value) as PlatformTime
}

/** Reads machine time from an ISO 8601 text, a Date, or milliseconds. Throws RangeError when it is no instant at all. */
export function machineTime(value: string | number | Date): MachineTime {
  return instant(value) as MachineTime
}

/** Moves an instant without leaving its clock. */
export function later<T extends PlatformTime | MachineTime>(at: T, ms: number): T {
  return (at + ms) as T
}

/** ISO 8601 in UTC with milliseconds, as our own JSON carries it. */
export const isoTime = (at: PlatformTime | MachineTime): string => new Date(at).toISOString()

/** Webhooks carry seconds as a decimal string. */
export const unixSeconds = (at: PlatformTime): string => String(Math.floor(at / SECOND))

function instant(value: string | number | Date): number {
  const ms = typeof value === 'number' ? value : new Date(value).getTime()
  if (!Number.isFinite(ms)) throw new RangeError(`"${String(value)}" is not a point in time. Write it like 2026-11-20T14:30:00Z.`)
  return ms
}
