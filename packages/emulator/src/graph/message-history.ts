import { findCustomer } from '../customers/customer.ts'
import type { OutboundMessage, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { missingParameter } from './failure.ts'
import { pageOf } from './page.ts'
import { type GraphHandler, textParam } from './request.ts'
import { type Fields, selectFields } from './select-fields.ts'

const statusNames: Record<string, string> = {
  accepted: 'ACCEPTED',
  sent: 'SENT',
  delivered: 'DELIVERED',
  read: 'READ',
  failed: 'FAILED',
}

/** What happened to a message, each step with where its webhook went. */
function fieldsOf(world: World, message: OutboundMessage): Fields {
  const number = world.numbers.get(message.from) as PhoneNumber
  const waba = world.wabas.get(number.wabaId)
  const [app] = world.apps.values()
  const uri = number.override?.url ?? waba?.override?.url ?? app?.callback?.url
  return {
    id: () => message.id,
    message_id: () => message.id,
    events: () => ({
      data: message.timeline
        .filter(({ status }) => status in statusNames)
        .map(({ status, at }) => ({
          delivery_status: statusNames[status],
          timestamp: Math.floor(at / 1_000),
          ...(uri === undefined ? {} : { webhook_uri: uri, webhook_update_state: 'SENT' }),
          ...(status === 'failed' && message.failure ? { error_description: message.failure.details } : {}),
        })),
    }),
  }
}

/** `GET /{phone-number-id}/message_history?message_id=`: the steps of one message, or of all to one person. */
export const messageHistory: GraphHandler = (request) => {
  const { world, params, path } = request
  const id = textParam(params, 'message_id')
  const person = textParam(params, 'user_wa_id')
  if (id === undefined && person === undefined) throw missingParameter('message_id')
  const to = person === undefined ? null : findCustomer(world, person)
  const ids = id !== undefined ? [id] : world.indexes.messagesTo(to?.waId ?? '')
  const rows = ids
    .map((one) => world.messages.get(one))
    .filter((message): message is OutboundMessage => message?.from === path[0])
    .map((message) =>
      selectFields(fieldsOf(world, message), params.fields, ['id', 'message_id', 'events'], 'WhatsAppMessageHistory'),
    )
  return pageOf(request, rows, `${path[0]}/message_history`, 100)
}
