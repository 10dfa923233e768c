import { synchronizeApp } from '../coexistence/synchronize.ts'
import { findCustomer } from '../customers/customer.ts'
import { eraseFromBook } from '../customers/shown-number.ts'
import { linkProblem } from '../messages/fetch-link.ts'
import { markRead } from '../messages/mark-read.ts'
import { sendMessage } from '../messages/send-message.ts'
import type { PhoneNumber } from '../world/records.ts'
import { askForName } from './display-name.ts'
import { missingParameter } from './failure.ts'
import { numberDefaults, numberFields } from './number-fields.ts'
import { askForOfficialAccount } from './official-account.ts'
import { readPin, registrationEdges } from './registration.ts'
import { type GraphHandler, type GraphRequest, recordParam, textParam } from './request.ts'
import { typeName } from './routes.ts'
import { selectFields } from './select-fields.ts'
import { readOverride } from './subscriptions.ts'

export const numberNode = (request: GraphRequest): PhoneNumber =>
  request.world.numbers.get(request.path[0] as string) as PhoneNumber

/** Looks at what is behind the link of a message first; the world may have moved on meanwhile. */
async function sendFetched(request: GraphRequest): Promise<Record<string, unknown>> {
  const problem = await linkProblem(request.world, request.params)
  request.world.catchUp()
  return sendMessage(request, numberNode(request), { linkProblem: problem })
}

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
    return request.world.settings.fetchLinks ? sendFetched(request) : sendMessage(request, number)
  },
  'POST marketing_messages': (request) => sendMessage(request, numberNode(request), { marketingLite: true }),
  'POST official_business_account': askForOfficialAccount,
  'POST smb_app_data': synchronizeApp,
  'DELETE contact_book': (request) => {
    const bsuid = textParam(request.params, 'bsuid')
    if (bsuid === undefined) throw missingParameter('bsuid')
    const customer = findCustomer(request.world, bsuid)
    const deleted = customer !== null && eraseFromBook(request.world, numberNode(request), customer)
    return { success: true, deleted }
  },
}
