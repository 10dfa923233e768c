import { HOUR, MINUTE } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import { cachedDay, type World } from '../world/world.ts'
import { GraphFailure } from './failure.ts'
import type { GraphRequest } from './request.ts'

/** Calls by account and hour. Not part of the world: a restart forgets them, as nobody would notice. */
const counted = new WeakMap<World, Map<string, { hour: number; calls: number }>>()

type Usage = { header: string; refusal: GraphFailure | null }

/** The account that a call is about: its own node, one of its templates, or one of its numbers. Null for sends and the like. */
function accountOf({ world, path, method }: GraphRequest): string | null {
  const [id = '', edge] = path
  if (method === 'DELETE') return null
  if (world.wabas.has(id)) return id
  return world.templates.get(id)?.wabaId ?? (edge === undefined ? world.numbers.get(id)?.wabaId : undefined) ?? null
}

/**
 * Counts a management call in its hour, and says in the usage header how much of the limit is used. Beyond it, comes with the
 * refusal (80007). An account with a registered number may make many more calls.
 */
export function countManagementCall(call: GraphRequest): Usage | null {
  const { world } = call
  const wabaId = accountOf(call)
  if (wabaId === null) return null
  const now = world.now()
  const hour = Math.floor(now / HOUR)
  const counts = counted.get(world) ?? new Map<string, { hour: number; calls: number }>()
  counted.set(world, counts)
  const key = `${world.meta.worldId}:${wabaId}`
  const known = counts.get(key)
  const count = known?.hour === hour ? known : { hour, calls: 0 }
  count.calls++
  counts.set(key, count)
  const active = [...world.numbers.values()].some((number) => number.wabaId === wabaId && number.status === 'CONNECTED')
  const limit = numberOn(active ? 'management.active-per-hour' : 'management.per-hour', cachedDay(now, 'UTC'))
  const wait = count.calls > limit ? HOUR / MINUTE - Math.floor((now % HOUR) / MINUTE) : 0
  const usage = {
    type: 'whatsapp_business_management',
    call_count: Math.min(100, Math.ceil((count.calls / limit) * 100)),
    total_cputime: 1,
    total_time: 1,
    estimated_time_to_regain_access: wait,
  }
  return { header: JSON.stringify({ [wabaId]: [usage] }), refusal: wait > 0 ? tooManyCalls() : null }
}

/** Too many management calls for an account: wait and try again. */
export const tooManyCalls = (): GraphFailure =>
  new GraphFailure({
    code: 80007,
    subcode: 2446079,
    transient: true,
    message: '(#80007) There have been too many calls to this WhatsApp Business account. Wait a bit and try again.',
  })
