import { unixSeconds } from '@casement/platform'
import { Refusal } from '../control/refusal.ts'
import { choicesOf } from '../crowd/choices.ts'
import { read } from '../messages/progress.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import type { Customer, OutboundMessage } from '../world/records.ts'
import type { World } from '../world/world.ts'

/** Somebody tapped a button of a template that leads to a web page: only reports hear of it, and the Marketing Messages API. */
export type Click = { key: string; kind: 'click'; messageId: string; templateId: string; label: string; at: number }

/** A customer taps a link of a message: the named button, or the first. Returns where it leads. */
export function followLink(
  world: World,
  customer: Customer,
  messageId: string,
  button?: string,
): { url: string | null; label: string } {
  const message = world.messages.get(messageId)
  if (!message || message.to !== customer.waId) throw new Refusal(404, `${customer.name} never got a message ${messageId}.`)
  if (!['sent', 'delivered', 'read'].includes(message.status) || message.deliverAt === null)
    throw new Refusal(409, 'This message has not reached the phone.')
  const buttons = choicesOf(world, message).filter(({ kind }) => kind === 'url')
  const links: readonly { label: string; target?: string }[] = buttons.length > 0 ? buttons : linksInText(message)
  const link = button === undefined ? links[0] : links.find(({ label }) => label === button)
  if (!link) {
    const names = links.map(({ label }) => `"${label}"`).join(', ')
    throw new Refusal(
      409,
      names === '' ? 'This message has nothing that leads to a page.' : `The buttons that lead to a page are: ${names}.`,
    )
  }
  read(world, message)
  recordClick(world, message, link)
  return { url: link.target ?? null, label: link.label }
}

/** Addresses in a text that phones make links of. */
function linksInText({ content }: OutboundMessage): { label: string; target: string }[] {
  const body = (content.text as { body?: unknown } | undefined)?.body
  if (typeof body !== 'string') return []
  return [...body.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,!?;:)\]]/g)].map(([url]) => ({ label: url, target: url }))
}

/** Remembers that a link was followed, and opens it. */
export function recordClick(world: World, message: OutboundMessage, { label, target }: { label: string; target?: string }): void {
  if (target) world.onVisit(target)
  const id = world.nextText(16)
  if (message.templateId !== null) {
    const click: Click = {
      key: `click:${id}`,
      kind: 'click',
      messageId: message.id,
      templateId: message.templateId,
      label,
      at: world.now(),
    }
    world.things.put(click)
  }
  const number = world.numbers.get(message.from)
  const customer = world.customers.get(message.to)
  if (!message.marketingLite || !number || !customer) return
  publishForNumber(world, number, 'messages', customer, {
    user_actions: [
      {
        action_type: 'marketing_messages_link_click',
        timestamp: unixSeconds(world.now()),
        marketing_messages_link_click_data: { click_component: 'cta', click_id: id, tracking_token: world.nextText(24) },
      },
    ],
  })
}

/** All of them, as they happened. */
export function* clicksIn(world: World): Generator<Click> {
  for (const thing of world.things.values()) if (thing.kind === 'click') yield thing as unknown as Click
}
