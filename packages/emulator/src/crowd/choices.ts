import { isRecord } from '../graph/request.ts'
import { fill } from '../templates/variables.ts'
import type { OutboundMessage } from '../world/records.ts'
import type { World } from '../world/world.ts'

/** Something a customer can press in a message of the business. */
export type Choice = {
  kind: 'reply' | 'row' | 'flow' | 'location' | 'permission' | 'url' | 'call' | 'copy' | 'catalog' | 'pay'
  label: string
  /** A row's second line. */
  note?: string
  /** A row's section. */
  section?: string
  /** The card of a carousel it stands on. */
  card?: number
  /** Address, number or code behind a button of which the business hears nothing. */
  target?: string
  /** What the customer writes by pressing it, in the shapes of the inbound webhook; null when nothing is told. */
  says: Record<string, unknown> | null
}

type Part = Record<string, unknown>

const part = (value: unknown): Part => (isRecord(value) ? value : {})
const parts = (value: unknown): Part[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const upper = (value: unknown): string => text(value).toUpperCase()

/** What the person who got this message can press, in the order in which it is drawn. */
export function choicesOf(world: World, message: OutboundMessage): Choice[] {
  const context = { id: message.id }
  const choices =
    message.type === 'template'
      ? ofTemplate(world, message)
      : message.type === 'interactive'
        ? ofInteractive(world, part(message.content.interactive))
        : []
  return choices.map((choice) => (choice.says ? { ...choice, says: { ...choice.says, context } } : choice))
}

function ofTemplate(world: World, message: OutboundMessage): Choice[] {
  const template = message.templateId === null ? undefined : world.templates.get(message.templateId)
  const sent = parts(part(message.content.template).components)
  return template ? ofComponents(template.components, sent) : []
}

function ofComponents(defined: readonly Part[], sent: readonly Part[], card?: number): Choice[] {
  return defined.flatMap((component) => {
    const type = upper(component.type)
    if (type === 'BUTTONS') {
      return parts(component.buttons).flatMap((button, index) => {
        const given = sent.find((one) => upper(one.type) === 'BUTTON' && Number(one.index ?? 0) === index)
        const choice = ofTemplateButton(button, parts(given?.parameters))
        return choice ? [card === undefined ? choice : { ...choice, card }] : []
      })
    }
    if (type !== 'CAROUSEL') return []
    const cards = parts(sent.find((one) => upper(one.type) === 'CAROUSEL')?.cards)
    return parts(component.cards).flatMap((one, index) => {
      const given = cards.find((other) => Number(other.card_index ?? 0) === index)
      return ofComponents(parts(one.components), parts(given?.components), index)
    })
  })
}

function ofTemplateButton(button: Part, given: readonly Part[]): Choice | null {
  const label = text(button.text)
  const [value] = given
  switch (upper(button.type)) {
    case 'QUICK_REPLY': {
      const payload = text(value?.payload) || label
      return { kind: 'reply', label, says: { type: 'button', button: { payload, text: label } } }
    }
    case 'URL':
      return { kind: 'url', label, target: fill(text(button.url), { 1: text(value?.text) }), says: null }
    case 'PHONE_NUMBER':
      return { kind: 'call', label, target: text(button.phone_number), says: null }
    case 'VOICE_CALL':
      return { kind: 'call', label: label || 'Call now', says: null }
    case 'COPY_CODE':
    case 'OTP':
      return { kind: 'copy', label: label || 'Copy code', target: text(value?.coupon_code) || text(value?.text), says: null }
    case 'ORDER_DETAILS':
      return { kind: 'pay', label: label || 'Review and pay', says: null }
    case 'FLOW':
      return { kind: 'flow', label, says: flowAnswer(text(part(value?.action).flow_token)) }
    case 'CATALOG':
    case 'MPM':
    case 'SPM':
      return { kind: 'catalog', label: label || 'View items', says: null }
    default:
      return null
  }
}

function ofInteractive(world: World, interactive: Part): Choice[] {
  const action = part(interactive.action)
  const parameters = part(action.parameters)
  switch (text(interactive.type)) {
    case 'button':
      return parts(action.buttons).map((button) => replyButton(part(button.reply)))
    case 'list':
      return parts(action.sections).flatMap((section) => parts(section.rows).map((row) => listRow(row, text(section.title))))
    case 'cta_url':
      return [{ kind: 'url', label: text(parameters.display_text), target: text(parameters.url), says: null }]
    case 'flow':
      return [{ kind: 'flow', label: text(parameters.flow_cta), says: flowAnswer(text(parameters.flow_token)) }]
    case 'address_message':
      return [{ kind: 'flow', label: 'Provide address', says: formAnswer('address_message', { saved_address_id: 'address1' }) }]
    case 'location_request_message':
      return [{ kind: 'location', label: 'Send location', says: { type: 'location', location: SHOWROOM } }]
    case 'call_permission_request':
      return permission(world)
    case 'voice_call':
      return [{ kind: 'call', label: text(parameters.display_text) || 'Call now', says: null }]
    case 'product':
      return [{ kind: 'catalog', label: 'View item', says: order(text(action.catalog_id), [text(action.product_retailer_id)]) }]
    case 'product_list': {
      const items = parts(action.sections).flatMap((section) => parts(section.product_items))
      const ids = items.map((item) => text(item.product_retailer_id))
      return [{ kind: 'catalog', label: 'View items', says: order(text(action.catalog_id), ids.slice(0, 1)) }]
    }
    case 'order_details':
      return [{ kind: 'pay', label: 'Review and pay', says: null }]
    case 'catalog_message':
      return [{ kind: 'catalog', label: 'View catalogue', says: null }]
    case 'carousel':
      return parts(action.cards).flatMap((card, index) => ofCard(part(card.action), index))
    default:
      return []
  }
}

function ofCard(action: Part, card: number): Choice[] {
  const parameters = part(action.parameters)
  if (text(action.name) === 'cta_url')
    return [{ kind: 'url', label: text(parameters.display_text), target: text(parameters.url), card, says: null }]
  return parts(action.buttons).map((button) => ({ ...replyButton(part(button.quick_reply)), card }))
}

function replyButton(reply: Part): Choice {
  const title = text(reply.title)
  return { kind: 'reply', label: title, says: interactiveAnswer('button_reply', { id: text(reply.id), title }) }
}

function listRow(row: Part, section: string): Choice {
  const title = text(row.title)
  const note = text(row.description)
  const more = note === '' ? {} : { description: note }
  return {
    kind: 'row',
    label: title,
    ...(note === '' ? {} : { note }),
    ...(section === '' ? {} : { section }),
    says: interactiveAnswer('list_reply', { id: text(row.id), title, ...more }),
  }
}

/** For a week, as WhatsApp offers first, or not at all. */
function permission(world: World): Choice[] {
  const until = Math.floor(world.now() / 1_000) + 7 * 86_400
  const answer = (response: 'accept' | 'reject') =>
    interactiveAnswer('call_permission_reply', {
      response,
      is_permanent: false,
      ...(response === 'accept' ? { expiration_timestamp: until } : {}),
      response_source: 'user_action',
    })
  return [
    { kind: 'permission', label: 'Allow calls', says: answer('accept') },
    { kind: 'permission', label: "Don't allow", says: answer('reject') },
  ]
}

const interactiveAnswer = (type: string, content: Part): Part => ({ type: 'interactive', interactive: { type, [type]: content } })

const formAnswer = (name: string, response: Part): Part =>
  interactiveAnswer('nfm_reply', { name, body: 'Sent', response_json: JSON.stringify(response) })

const flowAnswer = (token: string): Part => formAnswer('flow', { flow_token: token === '' ? 'unused' : token })

const order = (catalogId: string, ids: string[]): Part => ({
  type: 'order',
  order: {
    catalog_id: catalogId,
    product_items: ids.map((id) => ({ product_retailer_id: id, quantity: 1, item_price: 249, currency: 'GBP' })),
  },
})

const SHOWROOM = { latitude: 53.7997, longitude: -1.5492, name: 'Leeds Corn Exchange', address: 'Call Lane, Leeds LS1 7BR' }
