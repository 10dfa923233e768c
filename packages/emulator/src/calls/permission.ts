import type { PlatformTime } from '@casement/platform'
import { DAY, later } from '@casement/platform'
import { factOn } from '@casement/platform/reference'
import { type GraphFailure, refuse } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import type { Thread } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'

/** Days for which a customer's yes to being called holds, unless they say for good. */
const TEMPORARY_DAYS = 7
/** The last instant there is: a permission for good. */
const FOREVER = 8_640_000_000_000_000 as PlatformTime

export type PermissionStatus = 'no_permission' | 'temporary' | 'permanent'

export function permissionOf(thread: Thread | null, now: PlatformTime): PermissionStatus {
  const until = thread?.callPermissionUntil ?? null
  if (until === null || now >= until) return 'no_permission'
  return until === FOREVER ? 'permanent' : 'temporary'
}

/** Takes note of a customer's `call_permission_reply`. Returns the content as the webhook carries it, its end filled in. */
export function takePermissionReply(
  thread: Thread,
  content: Record<string, unknown>,
  now: PlatformTime,
): Record<string, unknown> {
  const interactive = isRecord(content.interactive) ? content.interactive : null
  const reply = isRecord(interactive?.call_permission_reply) ? interactive.call_permission_reply : null
  if (!interactive || !reply) return content
  if (reply.response !== 'accept') {
    thread.callPermissionUntil = null
    return content
  }
  const told = Number(reply.expiration_timestamp)
  const until = Number.isFinite(told) && told > 0 ? ((told * 1_000) as PlatformTime) : later(now, TEMPORARY_DAYS * DAY)
  thread.callPermissionUntil = reply.is_permanent === true ? FOREVER : until
  const end = reply.is_permanent === true ? {} : { expiration_timestamp: Math.floor(until / 1_000) }
  return { ...content, interactive: { ...interactive, call_permission_reply: { ...reply, ...end } } }
}

/** How many requests for permission went to a customer in the last day and week, and how many may. */
export function permissionRequests(
  world: World,
  thread: Thread,
  now: PlatformTime,
): { days: number; sent: number; most: number }[] {
  const [inDay, inWeek] = (factOn('call.permission-requests', cachedDay(now, 'UTC'))?.value ?? [1, 2]) as readonly number[]
  const sent = world.indexes
    .messagesTo(thread.waId)
    .map((id) => world.messages.get(id))
    .filter((message) => message?.from === thread.numberId && isPermissionRequest(message.content) && message.failure === null)
    .map((message) => message?.acceptedAt ?? now)
  return [
    { days: 1, most: inDay ?? 1 },
    { days: 7, most: inWeek ?? 2 },
  ].map((limit) => ({ ...limit, sent: sent.filter((at) => now < at + limit.days * DAY).length }))
}

const isPermissionRequest = (content: Record<string, unknown>): boolean =>
  isRecord(content.interactive) && content.interactive.type === 'call_permission_request'

/** Judges a message that asks for permission to call: 138017 when it was given for good, 138009 when it was asked too often. */
export function checkPermissionRequest(
  world: World,
  thread: Thread,
  content: Record<string, unknown>,
  now: PlatformTime,
): GraphFailure | null {
  if (!isPermissionRequest(content)) return null
  if (permissionOf(thread, now) === 'permanent') return refuse(138017, 'The user has given permission for good already.')
  const over = permissionRequests(world, thread, now).find((limit) => limit.sent >= limit.most)
  return over
    ? refuse(138009, `Call permission requests to one user are limited to ${over.most} in ${over.days * 24} hours.`)
    : null
}
