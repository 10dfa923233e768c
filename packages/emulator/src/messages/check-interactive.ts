import { messageLimits as limits } from '@casement/platform'
import type { GraphFailure } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import { checkOptionalText, checkText, first, lengthOf, missing, wrong } from './check-content.ts'
import { checkOrderDetails, checkOrderStatus } from './check-order.ts'

type Part = Record<string, unknown>

const record = (value: unknown): Part => (isRecord(value) ? value : {})
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

type Shape = {
  headers: readonly string[]
  headerNeeded?: boolean
  body: number | 'none'
  bodyNeeded: boolean
  footer: boolean
  action: (action: Part, path: string) => GraphFailure | null
}

const BODY = limits.interactive.body.value
const ANY_HEADER = ['text', 'image', 'video', 'document', 'gif']

/** Each interactive type with what it may carry. Sources are those of the message types' own pages. */
const shapes: Record<string, Shape> = {
  button: { headers: ANY_HEADER, body: BODY, bodyNeeded: true, footer: true, action: checkButtons },
  list: { headers: ['text'], body: limits.list.body.value, bodyNeeded: true, footer: true, action: checkList },
  cta_url: { headers: ANY_HEADER, body: BODY, bodyNeeded: true, footer: true, action: checkCtaUrl },
  location_request_message: { headers: [], body: BODY, bodyNeeded: true, footer: false, action: named('send_location') },
  address_message: { headers: ANY_HEADER, body: BODY, bodyNeeded: true, footer: true, action: checkAddress },
  flow: { headers: ANY_HEADER, body: BODY, bodyNeeded: true, footer: true, action: checkFlow },
  product: { headers: [], body: BODY, bodyNeeded: false, footer: true, action: checkProduct },
  product_list: { headers: ['text'], headerNeeded: true, body: BODY, bodyNeeded: true, footer: true, action: checkProducts },
  catalog_message: { headers: [], body: BODY, bodyNeeded: true, footer: true, action: named('catalog_message') },
  carousel: { headers: [], body: BODY, bodyNeeded: true, footer: false, action: checkCards },
  call_permission_request: {
    headers: [],
    body: BODY,
    bodyNeeded: false,
    footer: false,
    action: named('call_permission_request'),
  },
  voice_call: { headers: ANY_HEADER, body: BODY, bodyNeeded: true, footer: true, action: checkVoiceCall },
  request_contact_info: { headers: [], body: BODY, bodyNeeded: true, footer: false, action: named('request_contact_info') },
  order_details: { headers: ANY_HEADER, body: BODY, bodyNeeded: true, footer: true, action: checkOrderDetails },
  order_status: { headers: ANY_HEADER, body: BODY, bodyNeeded: true, footer: true, action: checkOrderStatus },
}

export function checkInteractive(content: Part, path: string): GraphFailure | null {
  const type = String(content.type ?? '')
  if (type === '') return missing(`${path}.type`)
  const shape = shapes[type]
  if (!shape) return wrong(`${path}.type`, `must be one of ${Object.keys(shapes).join(', ')}, but is "${type}".`)
  const action = content.action
  return first(
    checkHeader(content.header, `${path}.header`, shape),
    checkBody(content.body, `${path}.body`, shape),
    checkFooter(content.footer, `${path}.footer`, shape),
    isRecord(action) ? shape.action(action, `${path}.action`) : missing(`${path}.action`),
  )
}

function checkHeader(header: unknown, path: string, shape: Shape): GraphFailure | null {
  if (header === undefined || header === null) return shape.headerNeeded ? missing(path) : null
  if (!isRecord(header)) return wrong(path, 'must be an object.')
  const type = String(header.type ?? '')
  if (!shape.headers.includes(type)) return wrong(`${path}.type`, `"${type}" is not allowed for this interactive type.`)
  if (type === 'text') return checkText(header.text, `${path}.text`, limits.interactive.header.value)
  const media = record(header[type])
  return media.id === undefined && media.link === undefined ? missing(`${path}.${type}.id or ${path}.${type}.link`) : null
}

function checkBody(body: unknown, path: string, shape: Shape): GraphFailure | null {
  if (body === undefined || body === null) return shape.bodyNeeded ? missing(path) : null
  if (shape.body === 'none') return wrong(path, 'is not allowed for this interactive type.')
  return checkText(record(body).text, `${path}.text`, shape.body)
}

function checkFooter(footer: unknown, path: string, shape: Shape): GraphFailure | null {
  if (footer === undefined || footer === null) return null
  return shape.footer
    ? checkText(record(footer).text, `${path}.text`, limits.interactive.footer.value)
    : wrong(path, 'is not allowed for this interactive type.')
}

function named(name: string): Shape['action'] {
  return (action, path) => (action.name === name ? null : wrong(`${path}.name`, `must be "${name}".`))
}

const repeated = (values: unknown[]): boolean => new Set(values.map(String)).size < values.length

function checkButtons(action: Part, path: string): GraphFailure | null {
  const buttons = list(action.buttons)
  if (buttons.length === 0) return missing(`${path}.buttons`)
  if (buttons.length > limits.button.buttons.value) {
    return wrong(`${path}.buttons`, `holds ${buttons.length} buttons, at most ${limits.button.buttons.value} are allowed.`)
  }
  const replies = buttons.map((button) => record(record(button).reply))
  const found = first(
    ...buttons.map((button, index) => {
      const at = `${path}.buttons[${index}]`
      const reply = replies[index] as Part
      if (record(button).type !== 'reply') return wrong(`${at}.type`, 'must be "reply".')
      return first(
        checkText(reply.id, `${at}.reply.id`, limits.button.id.value),
        checkText(reply.title, `${at}.reply.title`, limits.button.title.value),
      )
    }),
  )
  if (found) return found
  if (repeated(replies.map((reply) => reply.id))) return wrong(`${path}.buttons`, 'must have different ids.')
  return repeated(replies.map((reply) => reply.title)) ? wrong(`${path}.buttons`, 'must have different titles.') : null
}

function checkList(action: Part, path: string): GraphFailure | null {
  const label = checkText(action.button, `${path}.button`, limits.list.button.value)
  if (label) return label
  const sections = list(action.sections).map(record)
  if (sections.length === 0) return missing(`${path}.sections`)
  if (sections.length > limits.list.sections.value)
    return wrong(`${path}.sections`, `holds ${sections.length} sections, at most ${limits.list.sections.value} are allowed.`)
  const rows = sections.flatMap((section) => list(section.rows).map(record))
  if (rows.length > limits.list.rowsTotal.value) {
    return wrong(
      `${path}.sections`,
      `Total row count exceed max allowed count: ${limits.list.rowsTotal.value} (there are ${rows.length}).`,
    )
  }
  const found = first(
    ...sections.map((section, index) => {
      const at = `${path}.sections[${index}]`
      if (list(section.rows).length === 0) return missing(`${at}.rows`)
      if (sections.length > 1 && !section.title) return missing(`${at}.title`)
      return first(
        checkOptionalText(section.title, `${at}.title`, limits.list.sectionTitle.value),
        ...list(section.rows).map((row, place) =>
          first(
            checkText(record(row).id, `${at}.rows[${place}].id`, limits.list.rowId.value),
            checkText(record(row).title, `${at}.rows[${place}].title`, limits.list.rowTitle.value),
            checkOptionalText(record(row).description, `${at}.rows[${place}].description`, limits.list.rowDescription.value),
          ),
        ),
      )
    }),
  )
  if (found) return found
  return repeated(rows.map((row) => row.id)) ? wrong(`${path}.sections`, 'must have rows with different ids.') : null
}

function checkCtaUrl(action: Part, path: string): GraphFailure | null {
  const parameters = record(action.parameters)
  return first(
    named('cta_url')(action, path),
    checkText(parameters.display_text, `${path}.parameters.display_text`, limits.ctaUrl.displayText.value),
    checkText(parameters.url, `${path}.parameters.url`, 2_000),
    /^https?:\/\/\S+$/i.test(String(parameters.url ?? ''))
      ? null
      : wrong(`${path}.parameters.url`, 'must be a http or https URL.'),
  )
}

function checkAddress(action: Part, path: string): GraphFailure | null {
  const country = record(action.parameters).country
  return first(
    named('address_message')(action, path),
    country === 'IN' || country === 'SG' ? null : wrong(`${path}.parameters.country`, 'must be IN or SG.'),
  )
}

function checkFlow(action: Part, path: string): GraphFailure | null {
  const parameters = record(action.parameters)
  if (parameters.flow_id === undefined && parameters.flow_name === undefined) return missing(`${path}.parameters.flow_id`)
  return first(named('flow')(action, path), checkText(parameters.flow_cta, `${path}.parameters.flow_cta`, limits.flow.cta.value))
}

function checkProduct(action: Part, path: string): GraphFailure | null {
  if (action.catalog_id === undefined) return missing(`${path}.catalog_id`)
  return action.product_retailer_id === undefined ? missing(`${path}.product_retailer_id`) : null
}

function checkProducts(action: Part, path: string): GraphFailure | null {
  if (action.catalog_id === undefined) return missing(`${path}.catalog_id`)
  const sections = list(action.sections).map(record)
  if (sections.length === 0) return missing(`${path}.sections`)
  if (sections.length > limits.product.sections.value)
    return wrong(`${path}.sections`, `holds ${sections.length} sections, at most ${limits.product.sections.value} are allowed.`)
  const products = sections.flatMap((section) => list(section.product_items).map(record))
  if (products.length === 0) return missing(`${path}.sections[0].product_items`)
  if (products.length > limits.product.productsTotal.value) {
    return wrong(
      `${path}.sections`,
      `hold ${products.length} products, at most ${limits.product.productsTotal.value} are allowed.`,
    )
  }
  return first(
    ...sections.map((section, index) =>
      sections.length > 1
        ? checkText(section.title, `${path}.sections[${index}].title`, limits.product.sectionTitle.value)
        : checkOptionalText(section.title, `${path}.sections[${index}].title`, limits.product.sectionTitle.value),
    ),
  )
}

function checkCards(action: Part, path: string): GraphFailure | null {
  const cards = list(action.cards).map(record)
  const [least, most] = limits.carousel.cards.value
  if (cards.length < least || cards.length > most) {
    return wrong(`${path}.cards`, `holds ${cards.length} cards, from ${least} to ${most} are allowed.`)
  }
  const kind = (card: Part) => `${record(card.header).type}|${card.type}|${list(record(card.action).buttons).length}`
  if (cards.some((card) => kind(card) !== kind(cards[0] as Part))) return wrong(`${path}.cards`, 'must all have the same parts.')
  return first(...cards.map((card, index) => checkCard(card, `${path}.cards[${index}]`)))
}

function checkCard(card: Part, path: string): GraphFailure | null {
  if (card.type === 'product') return checkProduct(record(card.action), `${path}.action`)
  const body = record(card.body).text
  if (body !== undefined) {
    const text = String(body)
    const longest = limits.carousel.cardBody.value
    if (lengthOf(text) > longest)
      return wrong(`${path}.body.text`, `must be at most ${longest} characters, but has ${lengthOf(text)}.`)
    if (text.split('\n').length > limits.carousel.cardLineBreaks.value + 1)
      return wrong(`${path}.body.text`, 'may hold at most 2 line breaks.')
  }
  const header = record(card.header)
  if (header.type !== 'image' && header.type !== 'video') return wrong(`${path}.header.type`, 'must be image or video.')
  return list(record(card.action).buttons).length > 0 ? null : checkCtaUrl(record(card.action), `${path}.action`)
}

function checkVoiceCall(action: Part, path: string): GraphFailure | null {
  const parameters = record(action.parameters)
  const [least, most] = limits.voiceCall.ttlMinutes.value
  const minutes = parameters.ttl_minutes === undefined ? least : Number(parameters.ttl_minutes)
  if (!(minutes >= least && minutes <= most)) return wrong(`${path}.parameters.ttl_minutes`, `must be from ${least} to ${most}.`)
  return first(
    named('voice_call')(action, path),
    checkOptionalText(parameters.display_text, `${path}.parameters.display_text`, limits.voiceCall.displayText.value),
  )
}
