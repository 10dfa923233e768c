import type { PlatformTime } from '@casement/platform'
import type { MessageStatus, OutboundMessage } from '../world/records.ts'
import type { World } from '../world/world.ts'
import type { Period, PeriodOf } from './periods.ts'

export type Span = { from: number; to: number }

/** One thing that happened to a message. */
export type Step = { message: OutboundMessage; status: MessageStatus; at: PlatformTime }

/** Everything that happened to the messages of an account in a span, each step by its own time. Reads them all, which a report may. */
export function* stepsOf(world: World, wabaId: string, span: Span, statuses: readonly MessageStatus[]): Generator<Step> {
  for (const message of world.messages.values()) {
    if (message.acceptedAt >= span.to || world.numbers.get(message.from)?.wabaId !== wabaId) continue
    for (const { status, at } of message.timeline) {
      if (at >= span.from && at < span.to && statuses.includes(status)) yield { message, status, at }
    }
  }
}

/** Things gathered by the period they happened in and by a label, in the order of time. */
export function gather<T>(things: Iterable<T>, periodOf: PeriodOf, at: (thing: T) => PlatformTime, label: (thing: T) => string) {
  const groups = new Map<string, { period: Period; label: string; things: T[] }>()
  for (const thing of things) {
    const period = periodOf(at(thing))
    const name = label(thing)
    const key = `${period.start}:${name}`
    const known = groups.get(key)
    if (known) known.things.push(thing)
    else groups.set(key, { period, label: name, things: [thing] })
  }
  return [...groups.values()].sort((a, b) => a.period.start - b.period.start || (a.label < b.label ? -1 : 1))
}

export const graphSeconds = (at: number): number => Math.floor(at / 1_000)
