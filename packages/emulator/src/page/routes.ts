import { numberParam } from '../control/input.ts'
import { Refusal } from '../control/refusal.ts'
import type { ControlTable } from '../control/routes.ts'
import type { Twin } from '../control/twin.ts'
import { overview } from './overview.ts'
import { showThread } from './thread.ts'

/** What the page reads. It acts by the same calls as everybody else. */
export function pageRoutes(twin: Twin): ControlTable {
  const { world } = twin
  return {
    'GET /overview': () => overview(twin),
    'GET /threads/:number/:customer': ({ params }) => {
      const waId = (params.customer ?? '').replace(/\D/g, '')
      if (!/^\d{5,15}$/.test(waId))
        throw new Refusal(400, `"${params.customer}" is no customer: use the digits of a phone number.`)
      return showThread(world, numberParam(world, { to: params.number }), waId)
    },
    'GET /webhooks/:id': ({ params }) => {
      const delivery = world.deliveries.get(params.id ?? '')
      if (!delivery) throw new Refusal(404, `There is no delivery ${params.id} in the log, which keeps the last 20,000.`)
      const { id, createdAt, url, state, body, signature, attempts, replayOf } = delivery
      return {
        id,
        createdAt: new Date(createdAt).toISOString(),
        url,
        state,
        body,
        signature,
        attempts: attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at).toISOString() })),
        replayOf,
      }
    },
    'DELETE /faults/:id': ({ params }) => {
      const fault = world.faults.get(params.id ?? '')
      if (!fault) throw new Refusal(404, `There is no fault ${params.id}; it may have struck as often as it should.`)
      world.faults.delete(fault.id)
      return { ok: true }
    },
  }
}
