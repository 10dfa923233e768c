import { DAY } from '@casement/platform'
import { callOf, endCall } from '../calls/call-record.ts'
import { answerCall } from '../calls/place-call.ts'
import { callBusiness } from '../customers/call.ts'
import { changeNumber } from '../customers/change-number.ts'
import { followLink } from '../customers/follow-link.ts'
import { changePreference, giveFeedback, readMessages } from '../customers/give-feedback.ts'
import { changeIdentity } from '../customers/identity.ts'
import { PAYMENT_STATES, pay } from '../customers/pay.ts'
import { DEEDS, planDeed } from '../customers/plan-deeds.ts'
import { readWritten, writeMessage } from '../customers/write-message.ts'
import { isRecord } from '../graph/request.ts'
import { signupOf } from '../graph/signups.ts'
import { groupNamed, writeInGroup } from '../groups/group-customers.ts'
import { groupMessageOf } from '../groups/group-progress.ts'
import type { Customer } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { readInstant } from './clock-routes.ts'
import { bodyOf, customerParam, numberParam, optionalFlag, optionalNumber, optionalText, optionalWord } from './input.ts'
import { Refusal } from './refusal.ts'
import type { ControlTable } from './routes.ts'
import type { Twin } from './twin.ts'

const MOST_DEEDS = 10_000
const LONGEST_MS = 366 * DAY

/** What customers do, and who they are. */
export function customerRoutes({ world, clock }: Twin): ControlTable {
  const customer = (params: Record<string, string>) => customerParam(world, params.id ?? '')
  return {
    'GET /customers': () => ({ data: [...world.customers.values()].slice(0, 1_000).map((one) => describe(world, one)) }),
    'PATCH /customers': ({ body }) => {
      const { data } = bodyOf(body)
      if (!Array.isArray(data) || data.length > MOST_DEEDS || !data.every(isRecord))
        throw new Refusal(400, 'Say who they are: {"data": [{"id": "447700900456", "name": "Maja Lindqvist"}]}.')
      for (const given of data) change(world, customerParam(world, optionalText(given, 'id') ?? ''), given)
      return { changed: data.length }
    },
    'GET /customers/:id': ({ params }) => describe(world, customer(params)),
    'PATCH /customers/:id': ({ params, body }) => describe(world, change(world, customer(params), bodyOf(body))),
    'POST /customers/:id/messages': async ({ params, body }) => {
      const given = bodyOf(body)
      const named = optionalText(given, 'group')
      const answer =
        named === undefined
          ? writeMessage(world, customer(params), numberParam(world, given), readWritten(given))
          : writeInGroup(world, groupNamed(world, named), customer(params), readWritten(given))
      // With a standing clock the answer comes once the business was told; not for a caller that the telling itself waits for.
      if (world.clock.scale === 0 && !clock.isBusy) await clock.settle()
      return answer
    },
    'POST /deeds': ({ body }) => {
      const { data } = bodyOf(body)
      if (!Array.isArray(data) || data.length > MOST_DEEDS || !data.every(isRecord))
        throw new Refusal(
          400,
          `Say what customers will do: {"data": [{"customer": "447700900456", "deed": "message", "at": "2026-11-20T09:00:00Z", …}]}, at most ${MOST_DEEDS} at once.`,
        )
      const planned = data.map((given) => {
        const deed = optionalWord(given, 'deed', DEEDS)
        const at = optionalText(given, 'at')
        if (!deed || at === undefined)
          throw new Refusal(400, `Each deed says what it is ("deed": one of ${DEEDS.join(', ')}) and when ("at").`)
        return { deed, given, customer: optionalText(given, 'customer') ?? '', at: readInstant(at) }
      })
      for (const { deed, customer, at, given } of planned) planDeed(world, deed, customer, at, given)
      return { planned: planned.length }
    },
    'POST /customers/:id/moves': ({ params, body }) =>
      describe(world, changeNumber(world, customer(params), optionalText(bodyOf(body), 'to') ?? '')),
    'POST /customers/:id/identity': ({ params }) => ({ identityKeyHash: changeIdentity(world, customer(params)) }),
    'POST /customers/:id/calls': ({ params, body }) => {
      const given = bodyOf(body)
      const ring = optionalFlag(given, 'ring') ?? false
      const accepted = optionalFlag(given, 'accepted') ?? true
      return callBusiness(world, customer(params), numberParam(world, given), { ring, accepted })
    },
    'POST /customers/:id/calls/:callId': ({ params, body }) => {
      const action = optionalWord(bodyOf(body), 'action', ['accept', 'reject', 'terminate'])
      if (!action) throw new Refusal(400, 'Say what the customer does: {"action": "accept"}, "reject" or "terminate".')
      const call = callOf(world, params.callId ?? '')
      if (!call || call.waId !== customer(params).waId) throw new Refusal(404, `This customer has no call ${params.callId}.`)
      if (action === 'terminate') endCall(world, call)
      else answerCall(world, call, action)
      return { id: call.id, state: call.state }
    },
    'POST /customers/:id/reads': ({ params, body }) => ({
      read: readMessages(world, customer(params), optionalText(bodyOf(body), 'messageId')),
    }),
    'POST /customers/:id/clicks': ({ params, body }) => {
      const given = bodyOf(body)
      const messageId = optionalText(given, 'messageId')
      if (messageId === undefined)
        throw new Refusal(400, 'Say in which message the customer taps a link: {"messageId": "wamid…", "button": "Track"}.')
      return followLink(world, customer(params), messageId, optionalText(given, 'button'))
    },
    'POST /customers/:id/payments': ({ params, body }) => {
      const given = bodyOf(body)
      const messageId = optionalText(given, 'messageId')
      const status = optionalWord(given, 'status', PAYMENT_STATES) ?? 'captured'
      if (messageId === undefined)
        throw new Refusal(400, 'Say which bill the customer pays: {"messageId": "wamid…", "status": "captured"}.')
      return pay(world, customer(params), messageId, status)
    },
    'POST /customers/:id/feedback': ({ params, body }) => {
      const given = bodyOf(body)
      const kind = optionalWord(given, 'kind', ['block', 'unblock', 'report', 'mute'])
      if (!kind) throw new Refusal(400, 'Say what the customer does: {"kind": "block"}, "unblock", "report" or "mute".')
      const messageId = optionalText(given, 'messageId')
      const from = messageId === undefined ? undefined : world.messages.get(messageId)?.from
      if (messageId !== undefined && from === undefined && !groupMessageOf(world, messageId))
        throw new Refusal(404, `No message ${messageId} was accepted.`)
      giveFeedback(world, customer(params), numberParam(world, from === undefined ? given : { to: from }), kind, messageId)
      return { ok: true }
    },
    'POST /customers/:id/preferences': ({ params, body }) => {
      const given = bodyOf(body)
      const marketing = optionalWord(given, 'marketing', ['stop', 'resume', 'signup'])
      if (!marketing)
        throw new Refusal(400, 'Say what the customer wants: {"marketing": "stop"}, "resume", or "signup" with a "signupId".')
      const signupId = optionalText(given, 'signupId')
      if (marketing === 'signup' && signupOf(world, signupId ?? '') === undefined)
        throw new Refusal(404, `There is no sign-up ${signupId}; make one with POST /{waba-id}/signups.`)
      changePreference(world, customer(params), numberParam(world, given), marketing, signupId)
      return { ok: true }
    },
  }
}

function change(world: World, customer: Customer, given: Record<string, unknown>): Customer {
  const duration = (field: 'readAfterMs' | 'deliverAfterMs') => {
    if (given[field] === null) customer[field] = null
    const value = given[field] === null ? undefined : optionalNumber(given, field)
    if (value !== undefined && !(value >= 0 && value <= LONGEST_MS))
      throw new Refusal(400, `"${field}" is a number of milliseconds, zero or more, and at most a year.`)
    if (value !== undefined) customer[field] = value
  }
  customer.reachable = optionalFlag(given, 'reachable') ?? customer.reachable
  customer.onWhatsApp = optionalFlag(given, 'onWhatsApp') ?? customer.onWhatsApp
  customer.name = optionalText(given, 'name') ?? customer.name
  if ('username' in given) customer.username = optionalText(given, 'username') ?? null
  const country = optionalText(given, 'country')
  if (country !== undefined && !/^[A-Z]{2}$/.test(country)) throw new Refusal(400, '"country" is a two-letter code such as GB.')
  if (country !== undefined) customer.country = country
  duration('readAfterMs')
  duration('deliverAfterMs')
  world.customers.put(customer)
  return customer
}

/** A customer as the control side shows it, with the windows open to each number. */
export function describe(world: World, customer: Customer): Record<string, unknown> {
  const { movedTo, marketingAt, ...shown } = customer
  const windows = [...world.numbers.values()].flatMap((number) => {
    const thread = world.threads.get(`${number.id}:${customer.waId}`)
    if (!thread) return []
    return [
      {
        phoneNumberId: number.id,
        lastUserAt: iso(thread.lastUserAt),
        fepUntil: iso(thread.fep?.until ?? null),
        unread: thread.unread.length,
      },
    ]
  })
  const portfolio = [...world.portfolios.keys()][0]
  return {
    id: customer.waId,
    ...shown,
    bsuid: portfolio === undefined ? null : world.bsuidOf(portfolio, customer),
    windows,
    ...(movedTo ? { movedTo } : {}),
  }
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
