import { type PlatformTime, platformTime, SECOND } from '@casement/platform'

/** `latest`: the last instant at which it is still in time, or still wanted. */
export type Deadline<Id> = { readonly id: Id; readonly latest: PlatformTime }
export type Backwards<Id> = {
  readonly slots: readonly { readonly id: Id; readonly at: PlatformTime }[]
  /** Who cannot be reached in time, because as many others have to go before the same moment. */
  readonly tooLate: readonly Id[]
}

/**
 * Gives each of these sends, which leave one after the other at `perSecond`, the latest slot that is in time: the last deadline is
 * served last, and what would have had to leave before `now` cannot be reached.
 */
export function scheduleBackwards<Id>(
  deadlines: readonly Deadline<Id>[],
  { now, perSecond }: { now: PlatformTime; perSecond: number },
): Backwards<Id> {
  const gap = SECOND / perSecond
  const slots: { id: Id; at: PlatformTime }[] = []
  const tooLate: Id[] = []
  let next = Number.POSITIVE_INFINITY
  for (const { id, latest } of [...deadlines].sort((a, b) => b.latest - a.latest)) {
    const at = Math.min(latest, next)
    if (at < now) {
      tooLate.push(id)
      continue
    }
    slots.push({ id, at: platformTime(Math.floor(at)) })
    next = at - gap
  }
  return { slots, tooLate }
}
