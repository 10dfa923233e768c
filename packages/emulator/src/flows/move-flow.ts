import { publishForAccount } from '../messages/webhook-values.ts'
import type { World } from '../world/world.ts'
import type { Flow, FlowStatus } from './flow-record.ts'

/** Changes the status of a flow and tells of it. */
export function moveFlow(world: World, flow: Flow, to: FlowStatus): void {
  const before = flow.status
  if (before === to) return
  flow.status = to
  world.things.put(flow)
  publishForAccount(world, flow.wabaId, 'flows', {
    event: 'FLOW_STATUS_CHANGE',
    message: `The status of the flow changed from ${before} to ${to}.`,
    flow_id: flow.id,
    old_status: before,
    new_status: to,
  })
}
