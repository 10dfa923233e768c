import type { PlatformTime } from '@casement/platform'
import { messageTriggers, type Trigger, type Value } from './graph.ts'
import { isWithin } from './hours.ts'
import { bareText, hasWords } from './words.ts'

/** Something that happened to one person, as far as triggers ask about it. */
export type Happening =
  | {
      readonly kind: 'message'
      readonly at: PlatformTime
      readonly text: string
      /** A word that ends consent: only who waits for that very word answers it. */
      readonly isStop: boolean
      /** The first they ever wrote to this number. */
      readonly isFirst: boolean
      /** What they tapped: a button of ours, or a row of a list. */
      readonly tapped: { readonly id: string | null; readonly title: string } | null
      /** The ad they came from. */
      readonly ad: { readonly source: string | null } | null
    }
  | { readonly kind: 'window'; readonly event: 'opened' | 'closed' }
  | { readonly kind: 'window'; readonly event: 'closing'; readonly minutesBefore: number }
  | { readonly kind: 'template'; readonly status: string; readonly name: string }
  /** `changed`: the attributes that are others now, with their new values. */
  | { readonly kind: 'attributes'; readonly changed: Readonly<Record<string, Value | null>> }
  | { readonly kind: 'event'; readonly name: string }

/** Whether a trigger begins a run with this. A schedule begins by the clock alone. */
export function startsOn(trigger: Trigger, happening: Happening): boolean {
  switch (trigger.kind) {
    case 'keyword':
      // A tap says its label, and whoever made the button gave it an automation of its own or none.
      return happening.kind === 'message' && happening.tapped === null && hasWords(happening.text, trigger)
    case 'first-message':
      return happening.kind === 'message' && happening.isFirst && !happening.isStop
    case 'away':
      return happening.kind === 'message' && !happening.isStop && !isWithin(trigger.hours, happening.at)
    case 'answer':
      return happening.kind === 'message' && happening.tapped !== null && isTapped(trigger.ids, happening.tapped)
    case 'ad':
      return (
        happening.kind === 'message' &&
        happening.ad !== null &&
        (trigger.sources.length === 0 || (happening.ad.source !== null && trigger.sources.includes(happening.ad.source)))
      )
    case 'window':
      if (happening.kind !== 'window' || happening.event !== trigger.event) return false
      return trigger.event !== 'closing' || happening.event !== 'closing' || happening.minutesBefore === trigger.minutesBefore
    case 'template':
      return (
        happening.kind === 'template' &&
        happening.status === trigger.status &&
        (trigger.names.length === 0 || trigger.names.includes(happening.name))
      )
    case 'attribute': {
      if (happening.kind !== 'attributes' || !Object.hasOwn(happening.changed, trigger.key)) return false
      const value = happening.changed[trigger.key]
      return trigger.is === undefined || (value !== null && String(value) === String(trigger.is))
    }
    case 'event':
      return happening.kind === 'event' && happening.name === trigger.name
    case 'schedule':
      return false
  }
}

const isTapped = (ids: readonly string[], { id, title }: { id: string | null; title: string }): boolean =>
  ids.length === 0 || ids.some((wanted) => wanted === id || bareText(wanted) === bareText(title))

/** Of triggers that come with a message, the most specific begins: the lower, the more specific. Others stand beside one another. */
export function specificityOf({ kind }: Trigger): number | null {
  const place = (messageTriggers as readonly string[]).indexOf(kind)
  return place === -1 ? null : place
}
