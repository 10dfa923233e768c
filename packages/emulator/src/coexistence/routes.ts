import { type PlatformTime, platformTime } from '@casement/platform'
import { bodyOf, customerParam, optionalFlag, optionalText, optionalWord } from '../control/input.ts'
import { Refusal } from '../control/refusal.ts'
import type { ControlTable } from '../control/routes.ts'
import type { Twin } from '../control/twin.ts'
import { inboundContent } from '../customers/inbound-content.ts'
import { isRecord } from '../graph/request.ts'
import type { PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { appOf, changeAppContact, connectApp, DISCONNECTIONS, disconnectApp, keepAppMessage, writeInApp } from './business-app.ts'

const MOST_PAST = 10_000

/** What the owner of a number does in the WhatsApp Business app. */
export function coexistenceRoutes({ world }: Twin): ControlTable {
  return {
    'POST /numbers/:id/business-app': ({ params, body }) => {
      const number = numberOf(world, params.id)
      const given = bodyOf(body)
      const past = readPast(world, given.past).map((one) => ({
        ...one,
        content: inboundContent(world, number, one.type, one.content),
      }))
      const app = connectApp(world, number, optionalFlag(given, 'sharesHistory') ?? true)
      for (const { waId, from, at, type, content } of past) {
        const customer = customerParam(world, waId)
        keepAppMessage(world, number, customer, { from, at, type, content })
      }
      return {
        phoneNumberId: number.id,
        since: new Date(app.since).toISOString(),
        throughput: number.throughput,
        past: past.length,
      }
    },
    'DELETE /numbers/:id/business-app': ({ params, body }) => {
      const number = numberOf(world, params.id)
      const given = bodyOf(body)
      const reason = optionalWord(given, 'reason', DISCONNECTIONS) ?? 'ACCOUNT_DISCONNECTED'
      disconnectApp(world, number, reason, optionalWord(given, 'initiatedBy', ['SYSTEM', 'USER']) ?? 'USER')
      return { phoneNumberId: number.id, status: number.status }
    },
    'POST /numbers/:id/business-app/messages': ({ params, body }) => {
      const given = bodyOf(body)
      const to = optionalText(given, 'to')
      if (to === undefined) throw new Refusal(400, 'Say whom the owner writes to: {"to": "447700900456", "text": {"body": "…"}}.')
      return writeInApp(world, numberOf(world, params.id), customerParam(world, to), given)
    },
    'POST /numbers/:id/business-app/contacts': ({ params, body }) => {
      const given = bodyOf(body)
      const who = optionalText(given, 'customer')
      if (who === undefined) throw new Refusal(400, 'Say who: {"customer": "447700900456", "action": "add", "fullName": "…"}.')
      const number = numberOf(world, params.id)
      appOf(world, number)
      changeAppContact(world, number, customerParam(world, who), {
        action: optionalWord(given, 'action', ['add', 'remove']) ?? 'add',
        fullName: optionalText(given, 'fullName'),
        firstName: optionalText(given, 'firstName'),
      })
      return { ok: true }
    },
  }
}

function numberOf(world: World, id: string | undefined): PhoneNumber {
  const number = world.numbers.get(id ?? '')
  if (!number) throw new Refusal(404, `There is no phone number ${id}.`)
  return number
}

type Past = { waId: string; from: 'business' | 'customer'; at: PlatformTime; type: string; content: Record<string, unknown> }

/** What was written before the number came: `[{customer, from, at, text: {body}}]`. All of it is read before anything happens. */
function readPast(world: World, given: unknown): Past[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given) || given.length > MOST_PAST || !given.every(isRecord))
    throw new Refusal(
      400,
      `"past" is a list of at most ${MOST_PAST} messages: [{"customer": "447700900456", "from": "customer", "at": "2026-11-01T10:00:00Z", "text": {"body": "…"}}].`,
    )
  return given.map((one) => {
    const waId = customerParam(world, optionalText(one, 'customer') ?? '').waId
    const from = optionalWord(one, 'from', ['business', 'customer']) ?? 'customer'
    const at = Date.parse(optionalText(one, 'at') ?? '')
    if (!(at < world.now())) throw new Refusal(400, 'Each message of "past" has a time before now in "at".')
    const type = optionalText(one, 'type') ?? 'text'
    return { waId, from, at: platformTime(at), type, content: one }
  })
}
