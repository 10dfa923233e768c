import type { PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { missingParameter } from './failure.ts'
import { type GraphHandler, textParam } from './request.ts'

type Application = { key: string; kind: 'official-account'; status: 'PENDING'; trackingId: string; [field: string]: unknown }
const keyOf = (numberId: string): string => `official-account:${numberId}`

/** Where the wish for the green tick stands. Nobody ever reviews it here. */
export const officialStatus = (world: World, number: PhoneNumber): string =>
  (world.things.get(keyOf(number.id)) as Application | undefined)?.status ?? 'NOT_STARTED'

/** `POST /{phone-number-id}/official_business_account`: asks for the green tick. */
export const askForOfficialAccount: GraphHandler = ({ world, path, params }) => {
  for (const name of ['business_website_url', 'primary_country_of_operation'])
    if (textParam(params, name) === undefined) throw missingParameter(name)
  const numberId = path[0] as string
  const application: Application = {
    key: keyOf(numberId),
    kind: 'official-account',
    status: 'PENDING',
    trackingId: world.nextId(),
  }
  world.things.put(application)
  return { success: true, updated_status: application.status, tracking_id: application.trackingId }
}
