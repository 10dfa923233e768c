import { itemsOf, type Json, objectIn, objectOf, textIn, textOf } from '../content/json.ts'
import { parseMarks } from './marks.ts'
import { renderTypedHeader } from './render-header.ts'
import { renderOrder } from './render-order.ts'
import { productSections } from './render-products.ts'
import type { Rendered, RenderedButton, RenderedCard, RenderedHeader, RenderedList, RenderedOrder, Span } from './rendered.ts'

type Parts = {
  readonly variant: string
  readonly header?: RenderedHeader
  readonly body: readonly Span[]
  readonly footer?: string
  readonly buttons: readonly RenderedButton[]
  readonly list?: RenderedList
  readonly cards?: readonly RenderedCard[]
  readonly products?: NonNullable<Rendered['products']>
  readonly order?: RenderedOrder
}

/** Every kind of `interactive`, sent (button, list, carousel …) or received (button_reply, nfm_reply …). */
export function renderInteractive(interactive: Json): Parts {
  const variant = textOf(interactive.type)
  const reply = replies[variant]
  if (reply !== undefined && Object.hasOwn(replies, variant))
    return { variant, body: parseMarks(reply(objectOf(interactive[variant]))), buttons: [] }
  const action = objectOf(interactive.action)
  const header = renderTypedHeader(interactive.header)
  const footer = textIn(objectOf(interactive.footer).text)
  const own = Object.hasOwn(actions, variant) ? actions[variant] : undefined
  return {
    variant,
    ...(header !== undefined && { header }),
    body: parseMarks(textOf(objectOf(interactive.body).text)),
    ...(footer !== undefined && { footer }),
    buttons: [],
    ...own?.(action),
  }
}

const replies: Readonly<Record<string, (reply: Json) => string>> = {
  button_reply: (reply) => textOf(reply.title),
  list_reply: (reply) => [textOf(reply.title), textOf(reply.description)].filter((text) => text !== '').join('\n'),
  nfm_reply: (reply) => (reply.name === 'address_message' ? 'Address sent' : 'Form answered'),
  call_permission_reply: (reply) => (reply.response === 'accept' ? 'Calls allowed' : 'Calls not allowed'),
}

const labelled = (kind: RenderedButton['kind'], text: string): { buttons: readonly RenderedButton[] } => ({
  buttons: [{ kind, text }],
})

const actions: Readonly<Record<string, (action: Json) => Partial<Parts>>> = {
  button: (action) => ({ buttons: itemsOf(action.buttons).map(replyButton) }),
  list: (action) => ({ ...labelled('list', textOf(action.button)), list: renderList(action) }),
  cta_url: (action) => ({ buttons: [urlButton(action)] }),
  location_request_message: () => labelled('location-request', 'Send location'),
  address_message: () => labelled('address', 'Provide address'),
  flow: (action) => labelled('flow', textOf(objectOf(action.parameters).flow_cta)),
  product: (action) => ({
    ...labelled('product', 'View'),
    products: {
      catalogId: textOf(action.catalog_id),
      sections: [{ title: '', retailerIds: [textOf(action.product_retailer_id)] }],
    },
  }),
  product_list: (action) => ({
    ...labelled('products', 'View items'),
    products: productSections(textOf(action.catalog_id), action.sections),
  }),
  catalog_message: (action) => {
    const thumbnail = textIn(objectOf(action.parameters).thumbnail_product_retailer_id)
    return {
      ...labelled('catalog', 'View catalog'),
      ...(thumbnail !== undefined && { header: { kind: 'product', retailerId: thumbnail } as const }),
    }
  },
  carousel: (action) => ({ cards: itemsOf(action.cards).map((card) => renderCard(objectOf(card))) }),
  voice_call: (action) => labelled('call', textIn(objectOf(action.parameters).display_text) ?? 'Call now'),
  call_permission_request: () => labelled('call-permission', 'Choose preference'),
  request_contact_info: () => labelled('contact-request', 'Share contact info'),
  order_details: (action) => ({ ...labelled('pay', 'Review and pay'), order: renderOrder(objectOf(action.parameters)) }),
  order_status: (action) => ({ ...labelled('order', 'View order'), order: renderOrder(objectOf(action.parameters)) }),
}

function replyButton(value: unknown): RenderedButton {
  const button = objectOf(value)
  const reply = objectIn(button.reply) ?? objectOf(button.quick_reply)
  const id = textIn(reply.id)
  return { kind: 'reply', text: textOf(reply.title), ...(id !== undefined && { id }) }
}

function urlButton(action: Json): RenderedButton {
  const parameters = objectOf(action.parameters)
  return { kind: 'url', text: textOf(parameters.display_text), url: textOf(parameters.url) }
}

const renderList = (action: Json): RenderedList => ({
  button: textOf(action.button),
  sections: itemsOf(action.sections).map((one) => {
    const section = objectOf(one)
    return {
      title: textOf(section.title),
      rows: itemsOf(section.rows).map((item) => {
        const row = objectOf(item)
        return { id: textOf(row.id), title: textOf(row.title), description: textOf(row.description) }
      }),
    }
  }),
})

function renderCard(card: Json): RenderedCard {
  const action = objectOf(card.action)
  const retailerId = textIn(action.product_retailer_id)
  const header: RenderedHeader | undefined =
    retailerId === undefined
      ? renderTypedHeader(card.header)
      : { kind: 'product', retailerId, catalogId: textOf(action.catalog_id) }
  const buttons = itemsOf(action.buttons).map(replyButton)
  if (objectIn(action.parameters) !== undefined) buttons.push(urlButton(action))
  if (retailerId !== undefined) buttons.push({ kind: 'product', text: 'View' })
  return { ...(header !== undefined && { header }), body: parseMarks(textOf(objectOf(card.body).text)), buttons }
}
