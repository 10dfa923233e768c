import { type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { cameFromAd, foldWindow, newWindow, type WindowEvent, type WindowState, windowAt } from '@casement/rules'
import { daysBetween } from '../clock/time-words.ts'
import type { Message } from './messages.ts'

/** How the windows stood beside one line of the thread. */
export type Rail = { readonly open: boolean; readonly entry: boolean }

export type TimelineItem = { readonly rail: Rail } & (
  | { readonly kind: 'day'; readonly at: number }
  | { readonly kind: 'opened'; readonly at: number; readonly fromAd: boolean }
  | { readonly kind: 'closed'; readonly at: number }
  | { readonly kind: 'entry'; readonly at: number; readonly until: number; readonly confirmed: boolean }
  | { readonly kind: 'entry-ended'; readonly at: number }
  | { readonly kind: 'message'; readonly message: Message }
)

type Happening = { readonly at: number; readonly event?: WindowEvent; readonly message?: Message }

/**
 * A thread as it is read: messages oldest first, with day dividers and a mark wherever a window opened or closed. The windows are
 * folded by the same rules that decide a send, so the thread shows what was allowed when.
 *
 * `complete` says that the first message is really the first one; otherwise what stood before it is taken from what it says.
 */
export function timeline(messages: readonly Message[], now: number, complete: boolean): TimelineItem[] {
  const items: TimelineItem[] = []
  let state: WindowState = newWindow
  let day: number | null = null
  let view = windowAt(state, platformTime(0), policyAt(platformTime(now)))
  let knowsBefore = complete
  const rail = (): Rail => ({ open: view.csw.open, entry: entryIn(view.fep.state) })

  /** Marks what ended on the way to an instant, in the order it ended. */
  const advance = (to: number) => {
    const after = windowAt(state, platformTime(to), policyAt(platformTime(to)))
    const ends: { readonly kind: 'closed' | 'entry-ended'; readonly at: number }[] = []
    if (view.csw.open && !after.csw.open && view.csw.until !== null) ends.push({ kind: 'closed', at: view.csw.until })
    if (entryIn(view.fep.state) && !entryIn(after.fep.state) && view.fep.until !== null) {
      ends.push({ kind: 'entry-ended', at: view.fep.until })
    }
    for (const end of ends.sort((one, other) => one.at - other.at)) {
      view = end.kind === 'closed' ? { ...view, csw: after.csw } : { ...view, fep: after.fep }
      items.push({ ...end, rail: rail() })
    }
    view = after
  }

  for (const happening of happenings(messages)) {
    advance(happening.at)
    const before = view
    if (happening.event) state = foldWindow(state, happening.event, policyAt(platformTime(happening.at)))
    view = windowAt(state, platformTime(happening.at), policyAt(platformTime(happening.at)))

    const { message } = happening
    if (message && (day === null || daysBetween(day, happening.at) !== 0)) {
      day = happening.at
      items.push({ kind: 'day', at: happening.at, rail: { open: before.csw.open, entry: entryIn(before.fep.state) } })
    }
    if (message && !before.csw.open && view.csw.open && (knowsBefore || message.window?.event !== 'refreshed')) {
      items.push({ kind: 'opened', at: happening.at, fromAd: cameFromAd(referralOf(message)), rail: rail() })
    }
    if (message?.direction === 'in') knowsBefore = true
    if (!entryIn(before.fep.state) && entryIn(view.fep.state) && view.fep.until !== null) {
      items.push({
        kind: 'entry',
        at: happening.at,
        until: view.fep.until,
        confirmed: view.fep.state === 'confirmed',
        rail: rail(),
      })
    }
    if (before.fep.state === 'estimated' && view.fep.state === 'confirmed' && view.fep.until !== null) {
      const index = items.findLastIndex((item) => item.kind === 'entry')
      const estimate = items[index]
      if (estimate?.kind === 'entry') items[index] = { ...estimate, until: view.fep.until, confirmed: true }
    }
    if (message) items.push({ kind: 'message', message, rail: rail() })
  }
  advance(now)
  return items
}

const entryIn = (state: string): boolean => state === 'estimated' || state === 'confirmed'

/** Everything that moves a window or shows a bubble, in the order it happened. */
function happenings(messages: readonly Message[]): Happening[] {
  const all: Happening[] = []
  for (const message of messages) {
    const at = Date.parse(message.at)
    if (message.direction === 'in') {
      const event: WindowEvent =
        message.type === 'call'
          ? { type: 'user-call', at: platformTime(at) }
          : {
              type: 'user-message',
              at: platformTime(at),
              messageType: message.type,
              fromAd: cameFromAd(referralOf(message)),
            }
      all.push({ at, message, event })
      continue
    }
    all.push({ at, message })
    const sentAt = timeOf(message, 'accepted') ?? timeOf(message, 'sent') ?? platformTime(at)
    const deliveredAt = timeOf(message, 'delivered') ?? timeOf(message, 'read')
    if (deliveredAt !== null) all.push({ at: deliveredAt, event: { type: 'business-delivered', at: deliveredAt, sentAt } })
    const charged = message.price?.charged
    if (charged) {
      const pricing = { type: charged.type, category: charged.category }
      all.push({ at: deliveredAt ?? sentAt, event: { type: 'business-priced', sentAt, pricing } })
    }
  }
  return all.sort((a, b) => a.at - b.at)
}

function timeOf(message: Message, status: string): PlatformTime | null {
  const entry = message.timeline.find((each) => each.status === status)
  return entry ? platformTime(entry.at) : null
}

const referralOf = (message: Message): { readonly source_type?: string } | null => {
  const referral = message.message.referral
  return typeof referral === 'object' && referral !== null ? (referral as { source_type?: string }) : null
}
