export type HeldOrder = { readonly ids: readonly string[]; readonly waiting: number }

/**
 * The order shown while a pointer rests on the list: rows stay where they are and change in place, rows that are gone leave, and
 * what is new or would jump to the front waits behind a pill with their number.
 */
export function heldOrder(shown: readonly string[], wanted: readonly string[]): HeldOrder {
  const still = new Set(wanted)
  const ids = shown.filter((id) => still.has(id))
  const known = new Set(ids)
  const fresh = wanted.filter((id) => !known.has(id)).length
  const settled = wanted.filter((id) => known.has(id))
  return { ids, waiting: fresh + forwardJumps(ids, settled) }
}

/** How many rows would move up past one that stays: read from the end, those that stood below somebody they would now precede. */
function forwardJumps(shown: readonly string[], wanted: readonly string[]): number {
  const place = new Map(shown.map((id, index) => [id, index]))
  let jumps = 0
  let floor = Number.POSITIVE_INFINITY
  for (const id of wanted.toReversed()) {
    const at = place.get(id) ?? 0
    if (at > floor) jumps++
    else floor = at
  }
  return jumps
}
