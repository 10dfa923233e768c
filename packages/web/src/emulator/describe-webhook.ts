import { words } from '../strings/words.ts'
import type { WebhookDelivery } from './emulator.ts'

export type DeliveryLine = {
  readonly kind: string
  readonly line: string
  readonly at: number
  readonly answer: string
  readonly fine: boolean
}

type Json = Record<string, unknown>
const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** One webhook as one line: which field, about whom, and what our side answered. Reads whatever it is given. */
export function describeWebhook(delivery: WebhookDelivery): DeliveryLine {
  const body = objectOf(typeof delivery.body === 'string' ? parsed(delivery.body) : delivery.body)
  const changes = listOf(body.entry).flatMap((entry) => listOf(objectOf(entry).changes).map(objectOf))
  const statuses = changes.flatMap((change) => listOf(objectOf(change.value).statuses).map(objectOf))
  const messages = changes.flatMap((change) => listOf(objectOf(change.value).messages).map(objectOf))
  const failed = statuses.some((status) => status.status === 'failed')
  const kind = messages.length > 0 ? 'messages' : failed ? 'failed' : statuses.length > 0 ? 'statuses' : delivery.field
  return {
    kind,
    line: lineOf(messages, statuses, objectOf(changes[0]?.value), delivery.field),
    at: Date.parse(delivery.createdAt),
    ...answerOf(delivery),
  }
}

function answerOf({ state, attempts }: WebhookDelivery): Pick<DeliveryLine, 'answer' | 'fine'> {
  const last = attempts.at(-1)
  if (!last) return { answer: words.webhook.state[state], fine: true }
  if (last.status === null) return { answer: words.webhook.unanswered(attempts.length), fine: false }
  return { answer: words.webhook.answered(last.status, attempts.length), fine: last.status >= 200 && last.status < 300 }
}

function lineOf(messages: readonly Json[], statuses: readonly Json[], value: Json, field: string): string {
  const [message] = messages
  if (message) {
    const { button_reply, list_reply } = objectOf(message.interactive)
    const said =
      text(objectOf(message.text).body) ||
      text(objectOf(message.button).text) ||
      text(objectOf(button_reply ?? list_reply).title) ||
      text(message.type)
    return words.webhook.said(text(message.from), said)
  }
  const [status] = statuses
  if (status) {
    if (statuses.length > 1) return words.webhook.manyStatuses(statuses.length)
    const code = objectOf(listOf(status.errors)[0]).code
    const pricing = objectOf(status.pricing)
    return words.webhook.status(
      text(status.status),
      text(status.recipient_id),
      code === undefined ? text(pricing.type) : String(code),
    )
  }
  return (
    [text(value.message_template_name), text(value.event), text(value.display_phone_number)].filter(Boolean).join(' ') || field
  )
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return {}
  }
}
