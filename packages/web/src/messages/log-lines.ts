import type { Message } from './messages.ts'
import type { Note } from './notes.ts'
import type { Outgoing } from './outbox.ts'
import { rendered } from './render.ts'
import type { Rail, TimelineItem } from './timeline.ts'

export type LogLine =
  | TimelineItem
  | { readonly kind: 'note'; readonly note: Note; readonly rail: Rail }
  | { readonly kind: 'outgoing'; readonly item: Outgoing; readonly rail: Rail }

export type Reaction = { readonly emoji: string; readonly from: 'in' | 'out' }

const shut: Rail = { open: false, entry: false }

/** Notes among the lines at their time, and what is on its way below them. Notes older than the first loaded line wait with it. */
export function logLines(
  items: readonly TimelineItem[],
  notes: readonly Note[],
  outgoing: readonly Outgoing[],
  complete: boolean,
): LogLine[] {
  const from = complete ? 0 : atOf(items[0])
  const waiting = notes.filter((note) => Date.parse(note.at) >= from).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const lines: LogLine[] = []
  let next = 0
  let rail = shut
  for (const item of items) {
    for (; next < waiting.length && Date.parse((waiting[next] as Note).at) < atOf(item); next++)
      lines.push({ kind: 'note', note: waiting[next] as Note, rail })
    lines.push(item)
    rail = item.rail
  }
  for (; next < waiting.length; next++) lines.push({ kind: 'note', note: waiting[next] as Note, rail })
  for (const item of outgoing) lines.push({ kind: 'outgoing', item, rail })
  return lines
}

const atOf = (item: TimelineItem | undefined): number =>
  item === undefined ? 0 : item.kind === 'message' ? Date.parse(item.message.at) : item.at

/**
 * Which reactions sit on which message, by its wamid: the last word of each side, and none where it was taken back. Answers also
 * which reaction messages are drawn that way and need no line of their own.
 */
export function reactionsIn(messages: readonly Message[]): {
  on: ReadonlyMap<string, readonly Reaction[]>
  drawn: ReadonlySet<string>
} {
  const here = new Set(messages.flatMap((message) => message.wamid ?? []))
  const last = new Map<string, Map<'in' | 'out', string>>()
  const drawn = new Set<string>()
  for (const message of messages) {
    if (message.type !== 'reaction') continue
    const reaction = rendered(message.message).reaction
    if (!reaction || !here.has(reaction.messageId)) continue
    drawn.add(message.id)
    const sides = last.get(reaction.messageId) ?? new Map<'in' | 'out', string>()
    last.set(reaction.messageId, sides.set(message.direction, reaction.emoji))
  }
  const on = new Map<string, readonly Reaction[]>()
  for (const [wamid, sides] of last) {
    const shown = [...sides].filter(([, emoji]) => emoji !== '').map(([from, emoji]) => ({ emoji, from }))
    if (shown.length > 0) on.set(wamid, shown)
  }
  return { on, drawn }
}

/** Waits for the time somebody gave it: it stands below the log until then. */
export const isScheduled = (message: Message): boolean =>
  message.scheduled === true && (message.status === 'queued' || message.status === 'held')

/** What the log draws: not what was withdrawn before it left, not what waits for its time. */
export const isDrawn = (message: Message): boolean => message.status !== 'cancelled' && !isScheduled(message)
