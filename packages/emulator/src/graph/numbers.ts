import { HOUR, numberOn } from '@casement/platform'
import { markRead } from '../messages/mark-read.ts'
import { sendMessage } from '../messages/send-message.ts'
import type { PhoneNumber } from '../world/records.ts'
import { cachedDay } from '../world/world.ts'
import { GraphFailure, missingParameter } from './failure.ts'
import { numberDefaults, numberFields } from './number-fields.ts'
import { type GraphHandler, type GraphRequest, recordParam, textParam } from './request.ts'
import { typeName } from './routes.ts'
import { selectFields } from './select-fields.ts'
import { readOverride } from './subscriptions.ts'

export const numberNode = (request: GraphRequest): PhoneNumber =>
  request.world.numbers.get(request.path[0] as string) as PhoneNumber

/** The phone number node, its registration, and what is sent from it. */
export const numberEdges: Record<string, GraphHandler> = {
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
    else if (name === undefined) throw missingParameter('pin')
    request.world.numbers.put(number)
    return { success: true }
  },
  'POST messages': (request) => {
    const number = numberNode(request)
    if (textParam(request.params, 'status') !== undefined) return markRead(request, number)
    return sendMessage(request, number)
  },
  'POST marketing_messages': (request) => sendMessage(request, numberNode(request), true),
  'POST register': (request) => {
    const number = numberNode(request)
    const pin = readPin(textParam(request.params, 'pin') ?? fail('pin'))
    if (number.pin !== null && number.pin !== pin) {
      throw new GraphFailure({ code: 133005, details: 'Two step verification PIN mismatch.' })
    }
    countRegistration(request, number)
    number.pin = pin
    number.status = 'CONNECTED'
    request.world.numbers.put(number)
    return { success: true }
  },
  'POST deregister': (request) => {
    const number = numberNode(request)
    countRegistration(request, number)
    number.status = 'DISCONNECTED'
    request.world.numbers.put(number)
    return { success: true }
  },
  'POST request_code': (request) => {
    if (textParam(request.params, 'code_method') === undefined) throw missingParameter('code_method')
    return { success: true }
  },
  'POST verify_code': (request) => {
    if (textParam(request.params, 'code') === undefined) throw missingParameter('code')
    return { success: true }
  },
}

/** Registering and deregistering share one limit in a moving period. */
function countRegistration({ world }: GraphRequest, number: PhoneNumber): void {
  const now = world.now()
  const day = cachedDay(now, 'UTC')
  const recent = number.registrations.filter((at) => now < at + numberOn('registration.hours', day) * HOUR)
  if (recent.length >= numberOn('registration.tries', day)) {
    throw new GraphFailure({
      code: 133016,
      details: 'Registration and deregistration are limited to 10 in 72 hours for this number.',
    })
  }
  number.registrations = [...recent, now]
}

function fail(name: string): never {
  throw missingParameter(name)
}

function readPin(pin: string): string {
  if (!/^\d{6}$/.test(pin))
    throw new GraphFailure({ code: 100, http: 400, message: '(#100) Param pin must be a string of 6 digits.' })
  return pin
}
