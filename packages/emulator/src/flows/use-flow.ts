import type { PlatformTime } from '@casement/platform'
import { HOUR } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import { type GraphFailure, refuse } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import type { Waba } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { type Flow, flowNamed } from './flow-record.ts'

/**
 * Judges the flow of an interactive message: it must be the account's own and published, or a draft that is sent as one. A blocked
 * one is refused with 132068, a throttled one with 132069 once its messages of the hour are used up.
 */
export function checkFlowUse(world: World, waba: Waba, content: Record<string, unknown>, now: PlatformTime): GraphFailure | null {
  const interactive = isRecord(content.interactive) ? content.interactive : null
  if (interactive?.type !== 'flow' || !isRecord(interactive.action) || !isRecord(interactive.action.parameters)) return null
  const { flow_id: id, flow_name: name, mode } = interactive.action.parameters
  const path = `interactive.action.parameters.${id === undefined ? 'flow_name' : 'flow_id'}`
  const flow = flowNamed(world, waba.id, { id, name })
  if (!flow) return refuse(131009, `${path}: this account has no such flow.`)
  if (flow.status === 'BLOCKED') return refuse(132068, `Flow ${flow.id} is blocked.`)
  if (flow.status === 'THROTTLED' && !takeThrottled(world, flow, now))
    return refuse(132069, `Flow ${flow.id} is throttled, and its messages of this hour are used up.`)
  const draft = String(mode ?? 'published').toLowerCase() === 'draft'
  if (draft ? flow.status !== 'DRAFT' : flow.status === 'DRAFT' || flow.status === 'DEPRECATED')
    return refuse(131009, `${path}: the flow is ${flow.status}, and was to be sent as ${draft ? 'a draft' : 'published'}.`)
  return null
}

function takeThrottled(world: World, flow: Flow, now: PlatformTime): boolean {
  const sent = (Array.isArray(flow.sentAt) ? (flow.sentAt as number[]) : []).filter((at) => now < at + HOUR)
  if (sent.length >= numberOn('flow.throttled-per-hour', cachedDay(now, 'UTC'))) return false
  world.things.put({ ...flow, sentAt: [...sent, now] })
  return true
}
