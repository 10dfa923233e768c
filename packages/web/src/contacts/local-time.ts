const MINUTE = 60_000

/** The hour where somebody is, by their country's clocks: one where they agree, else the earliest and the latest. */
export function localTimes(now: number, offsets: { readonly from: number; readonly to: number }): readonly string[] {
  const at = (offset: number) => new Date(now + offset * MINUTE).toISOString().slice(11, 16)
  return offsets.from === offsets.to ? [at(offsets.from)] : [at(offsets.from), at(offsets.to)]
}
