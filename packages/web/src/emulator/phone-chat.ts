import type { Message } from '../messages/messages.ts'

/** Statuses at which a message of the business is on the customer's screen. */
const ARRIVED = new Set(['delivered', 'read', 'played'])

/** What the phone holds: all that the customer wrote, and of ours only what was delivered. Oldest first. */
export const onThePhone = (messages: readonly Message[]): readonly Message[] =>
  messages
    .filter(
      (message) =>
        message.direction === 'in' || ARRIVED.has(message.status) || message.timeline.some((entry) => ARRIVED.has(entry.status)),
    )
    .toSorted((a, b) => shownAt(a) - shownAt(b))

/** Customers see ours when it was delivered, and theirs when they wrote it. */
export function shownAt(message: Message): number {
  const delivered = message.direction === 'out' ? message.timeline.find((entry) => entry.status === 'delivered') : undefined
  return Date.parse(delivered?.at ?? message.at)
}

/** The newest message that is on the screen and not yet read: reading it reads those above it too. */
export const unreadOnPhone = (messages: readonly Message[]): Message | undefined =>
  onThePhone(messages).findLast((message) => message.direction === 'out' && message.status === 'delivered' && message.wamid)
