/** Platform time as last told, and how fast it runs against this machine's: 0 stands still, 1 is real, 60 a minute a second. */
export type ClockReading = {
  /** Platform time at the reading, ms. */
  readonly now: number
  readonly scale: number
  /** This machine's monotonic time at the reading, ms. */
  readonly readAt: number
}

/** Platform time at this machine's moment `at`. Never earlier than the reading: a monotonic clock that stalls must not turn it back. */
export function extrapolate(reading: ClockReading, at: number): number {
  return reading.now + Math.max(0, at - reading.readAt) * reading.scale
}
