import { publishForAccount } from '../messages/webhook-values.ts'
import type { PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { missingParameter } from './failure.ts'
import { type GraphHandler, textParam } from './request.ts'

type Application = {
  key: string
  kind: 'official-account'
  status: 'PENDING' | 'APPROVED'
  trackingId: string
  [field: string]: unknown
}
const keyOf = (numberId: string): string => `official-account:${numberId}`

/** Where the wish for the green tick stands. It is given by hand: nobody reviews it here. */
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

/** Makes a number's account official, as a reviewer would, or ordinary again. */
export function setOfficial(world: World, number: PhoneNumber, official: boolean): void {
  if (!official) world.things.delete(keyOf(number.id))
  else world.things.put({ key: keyOf(number.id), kind: 'official-account', status: 'APPROVED', trackingId: '' })
  publishForAccount(world, number.wabaId, 'account_alerts', {
    entity_type: 'PHONE_NUMBER',
    entity_id: number.id,
    alert_info: {
      alert_severity: 'INFORMATIONAL',
      alert_status: 'NONE',
      alert_type: official ? 'OBA_APPROVED' : 'OBA_REJECTED',
      alert_description: official ? 'The account is official now.' : 'The account is not official.',
    },
  })
}
