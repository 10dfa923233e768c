import type { PlatformTime } from '@casement/platform'
import { HOUR, later } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import type { OutboundMessage, Thread } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { fepOpen } from './windows.ts'

/** Conversations as they were charged until June 2025: opened by a delivery, 24 hours of one category, one id for all their messages. */

const NOT_YET = 0 as PlatformTime

/**
 * The conversation that a message accepted now belongs to: the one of its category that is open, or about to be opened by another on
 * its way, or a new one.
 */
export function conversationFor(world: World, thread: Thread, category: string, now: PlatformTime): string {
  const known = thread.conversations[category]
  if (known && (now < known.until || known.until === NOT_YET)) return known.id
  const id = world.nextText(32).toLowerCase()
  thread.conversations[category] = { id, until: NOT_YET }
  world.threads.put(thread)
  return id
}

/** A message was delivered: opens its conversation if none of its category is open, nor a free entry point, and says whether it did. */
export function openConversation(world: World, thread: Thread, message: OutboundMessage, now: PlatformTime): boolean {
  const { category } = message.pricing
  const known = thread.conversations[category]
  if ((known && now < known.until) || fepOpen(thread, now)) return false
  const hours = numberOn('cbp.conversation-hours', BEFORE_MESSAGES)
  thread.conversations[category] = { id: message.conversationId ?? message.id, until: later(now, hours * HOUR) }
  world.threads.put(thread)
  return true
}

/** When the conversation of a message ends: told with its `sent`, and until it is open counted from the acceptance. */
export function conversationEnd(thread: Thread, message: OutboundMessage, now: PlatformTime): PlatformTime {
  const known = thread.conversations[message.pricing.category]
  if (known?.id === message.conversationId && now < known.until) return known.until
  return later(message.acceptedAt, numberOn('cbp.conversation-hours', BEFORE_MESSAGES) * HOUR)
}

/** A free entry point begins: it ends what else is open with this customer, and nothing new opens before it is over. */
export function closeConversations(world: World, thread: Thread): void {
  thread.conversations = {}
  world.threads.put(thread)
}

/** The last day of conversation-based pricing; a world may be held on that policy later. */
const BEFORE_MESSAGES = '2025-06-30'
