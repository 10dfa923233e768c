/** A message's life, in our words. The first four are ours alone, the rest is told by the platform or ends the message. */
export type MessageStatus =
  | 'queued'
  | 'held'
  | 'sending'
  | 'accepted'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'played'
  | 'failed'
  | 'refused'
  | 'expired'
  | 'cancelled'
  | 'unclear'

/**
 * Ranks, so that merging is taking the greater: order and repetition of webhooks cannot matter. What the platform did beats what
 * we meant to do (a cancelled message that was delivered all the same is delivered). Failed beats accepted and sent, and gives way
 * to delivered, read and played, of which it cannot be the truth.
 */
const ranks: Readonly<Record<MessageStatus, number>> = {
  queued: 0,
  held: 1,
  refused: 2,
  cancelled: 3,
  expired: 4,
  sending: 5,
  unclear: 6,
  accepted: 7,
  sent: 8,
  failed: 9,
  delivered: 10,
  read: 11,
  played: 12,
}

/** Every status, lowest rank first. */
export const messageStatuses = Object.keys(ranks) as readonly MessageStatus[]

/**
 * The status after a piece of news. Commutative, associative, idempotent. Statuses it does not know (`deleted`, `warning`, newer
 * ones) change nothing. Moves between our own states (a hold that ends, a send that is taken up again) are decided by the hub and
 * do not go through here.
 */
export function mergeStatus(current: MessageStatus, incoming: string): MessageStatus {
  const rank = ranks[incoming as MessageStatus]
  return rank !== undefined && Object.hasOwn(ranks, incoming) && rank > ranks[current] ? (incoming as MessageStatus) : current
}

/** Whether nothing better can follow. A failed message may still turn out delivered, when its webhooks come in the wrong order. */
export const isFinal = (status: MessageStatus): boolean =>
  status === 'refused' ||
  status === 'cancelled' ||
  status === 'expired' ||
  status === 'failed' ||
  ranks[status] >= ranks.delivered
