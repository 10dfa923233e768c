import { markRead } from '../messages/mark-read.ts'
import { sendMessage } from '../messages/send-message.ts'
import type { PhoneNumber } from '../world/records.ts'
import { askForName } from './display-name.ts'
import { missingParameter, refuse } from './failure.ts'
import { numberDefaults, numberFields } from './number-fields.ts'
import { askForOfficialAccount } from './official-account.ts'
import { readPin, registrationEdges } from './registration.ts'
import { type GraphHandler, type GraphRequest, recordParam, textParam } from './request.ts'
import { typeName } from './routes.ts'
import { selectFields } from './select-fields.ts'
import { readOverride } from './subscriptions.ts'

export const numberNode = (request: GraphRequest): PhoneNumber =>
  request.world.numbers.get(request.path[0] as string) as PhoneNumber

/** The phone number node, its registration, and what is sent from it. A PIN given to the node itself sets it, whatever it was. */
export const numberEdges: Record<string, GraphHandler> = {
  ...registrationEdges,
  GET: (request) => {
    const number = numberNode(request)
    return selectFields(numberFields(request.world, number), request.params.fields, numberDefaults, typeName('number'))
  },
  POST: async (request) => {
    const number = numberNode(request)
    const pin = textParam(request.params, 'pin')
    const webhooks = recordParam(request.params, 'webhook_configuration')
    const name = textParam(request.params, 'new_display_name')
    if (pin !== undefined) number.pin = readPin(pin)
    else if (webhooks) number.override = await readOverride(request.world, webhooks)
    else if (name !== undefined) askForName(request.world, number, name)
    else throw missingParameter('pin')
    request.world.numbers.put(number)
    return { success: true }
  },
  'POST messages': (request) => {
    const number = numberNode(request)
    if (textParam(request.params, 'status') !== undefined) return markRead(request, number)
    return sendMessage(request, number)
  },
  'POST marketing_messages': (request) => sendMessage(request, numberNode(request), true),
  'POST official_business_account': askForOfficialAccount,
  'POST smb_app_data': () => {
    throw refuse(2593108, 'Only a number that is also on the WhatsApp Business app has contacts and a history to synchronize.')
  },
  'DELETE contact_book': (request) => {
    if (textParam(request.params, 'bsuid') === undefined) throw missingParameter('bsuid')
    return { success: true, deleted: true }
  },
}
