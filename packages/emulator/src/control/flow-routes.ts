import { type Flow, type FlowStatus, isFlow } from '../flows/flow-record.ts'
import { moveFlow } from '../flows/move-flow.ts'
import { bodyOf, optionalWord } from './input.ts'
import { Refusal } from './refusal.ts'
import type { ControlTable } from './routes.ts'
import type { Twin } from './twin.ts'

const STATUSES = ['DRAFT', 'PUBLISHED', 'DEPRECATED', 'BLOCKED', 'THROTTLED'] as const satisfies readonly FlowStatus[]

/** Flows, and what Meta does to them when they fail too often. */
export function flowRoutes({ world }: Twin): ControlTable {
  return {
    'GET /flows': () => ({ data: [...world.things.values()].filter(isFlow) }),
    'PATCH /flows/:id': ({ params, body }) => {
      const flow = world.things.get(params.id ?? '')
      if (!flow || !isFlow(flow)) throw new Refusal(404, `There is no flow ${params.id}. GET /_emulator/flows lists them.`)
      const status = optionalWord(bodyOf(body), 'status', STATUSES)
      if (!status) throw new Refusal(400, `Say what becomes of it: {"status": "BLOCKED"}, one of ${STATUSES.join(', ')}.`)
      moveFlow(world, flow as Flow, status)
      return flow
    },
  }
}
