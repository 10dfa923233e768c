import { messageLimits } from '@casement/platform'
import type { ContentContext } from '../context.ts'
import { type ContentFindings, kindOf, limitText, requireText, warnOfMarks } from '../fields.ts'
import { checkHeaderMedia } from '../header-media.ts'
import { type Json, objectIn, textIn } from '../json.ts'
import { checkAddress } from './address.ts'
import { checkButtons } from './button.ts'
import { checkCallPermission, checkVoiceCall } from './call.ts'
import { checkCarousel } from './carousel.ts'
import { checkCatalogMessage } from './catalog.ts'
import { checkContactRequest } from './contact-request.ts'
import { checkCtaUrl } from './cta-url.ts'
import { checkFlow } from './flow.ts'
import { checkList } from './list.ts'
import { checkLocationRequest } from './location-request.ts'
import { checkOrderDetails } from './order-details.ts'
import { checkOrderStatus } from './order-status.ts'
import { checkProduct } from './product.ts'
import { checkProductList } from './product-list.ts'

/** Judges the action of one kind of interactive message. */
export type ActionCheck = (action: Json, context: ContentContext | undefined, found: ContentFindings) => void

type Kind = {
  readonly body: 'required' | 'optional'
  readonly maxBody: number
  /** Kinds of header it may have; the first of a required one is what to add. */
  readonly headers: readonly string[]
  readonly headerRequired?: true
  readonly footer: boolean
  readonly check: ActionCheck
}

const ANY = ['text', 'image', 'video', 'document']
const NONE: readonly string[] = []
const maxBody = messageLimits.interactive.body.value
const simple = { body: 'required', maxBody, headers: ANY, footer: true } as const

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['button', { ...simple, check: checkButtons }],
  ['list', { ...simple, maxBody: messageLimits.list.body.value, headers: ['text'], check: checkList }],
  ['cta_url', { ...simple, check: checkCtaUrl }],
  ['location_request_message', { ...simple, headers: NONE, footer: false, check: checkLocationRequest }],
  ['address_message', { ...simple, check: checkAddress }],
  ['flow', { ...simple, check: checkFlow }],
  ['product', { ...simple, body: 'optional', headers: NONE, check: checkProduct }],
  ['product_list', { ...simple, headers: messageLimits.product.header.value, headerRequired: true, check: checkProductList }],
  ['catalog_message', { ...simple, headers: NONE, check: checkCatalogMessage }],
  ['carousel', { ...simple, headers: NONE, footer: false, check: checkCarousel }],
  ['voice_call', { ...simple, check: checkVoiceCall }],
  ['call_permission_request', { ...simple, body: 'optional', headers: NONE, footer: false, check: checkCallPermission }],
  ['request_contact_info', { ...simple, headers: NONE, footer: false, check: checkContactRequest }],
  ['order_details', { ...simple, check: checkOrderDetails }],
  ['order_status', { ...simple, check: checkOrderStatus }],
])

/** `interactive`: `{type, header?, body, footer?, action}`; what the action holds depends on the type. */
export function checkInteractive(interactive: Json, context: ContentContext | undefined, found: ContentFindings): void {
  const kind = typeof interactive.type === 'string' ? kinds.get(interactive.type) : undefined
  if (kind === undefined) {
    const given = interactive.type
    found.add(
      'content.type',
      'interactive.type',
      `Use one of: ${[...kinds.keys()].join(', ')}.`,
      'a known type',
      typeof given === 'string' ? given.slice(0, 40) : kindOf(given),
    )
    return
  }
  checkHeader(interactive.header, kind, context, found)
  checkBody(interactive.body, kind, found)
  checkFooter(interactive.footer, kind, found)
  const action = objectIn(interactive.action)
  if (action !== undefined) kind.check(action, context, found)
  else found.add('content.required', 'interactive.action', 'Add the action: what the message offers to do.')
}

function checkHeader(value: unknown, kind: Kind, context: ContentContext | undefined, found: ContentFindings): void {
  if (value === undefined || value === null) {
    if (kind.headerRequired) found.add('content.required', 'interactive.header', `Add a ${kind.headers[0]} header.`)
    return
  }
  const header = objectIn(value)
  const type = textIn(header?.type)
  if (header === undefined || type === undefined || !kind.headers.includes(type)) {
    found.add(
      'interactive.header.kind',
      'interactive.header.type',
      kind.headers.length === 0 ? 'Leave the header out: this message has none.' : `Use one of: ${kind.headers.join(', ')}.`,
      kind.headers.length === 0 ? 'none' : kind.headers.join(', '),
      type ?? kindOf(value),
    )
    return
  }
  if (type === 'text') {
    const text = requireText(found, header.text, 'interactive.header.text', 'the header')
    const max = messageLimits.interactive.header.value
    limitText(found, 'interactive.header.length', text, max, 'interactive.header.text', 'the header')
    warnOfMarks(found, text, 'interactive.header.text', 'a header')
    return
  }
  const media = objectIn(header[type])
  if (media === undefined) found.add('content.required', `interactive.header.${type}`, `Add the ${type} of the header.`)
  else checkHeaderMedia(type, media, `interactive.header.${type}`, context, found)
}

function checkBody(value: unknown, kind: Kind, found: ContentFindings): void {
  if ((value === undefined || value === null) && kind.body === 'optional') return
  const text = requireText(found, objectIn(value)?.text, 'interactive.body.text', 'the body')
  limitText(found, 'interactive.body.length', text, kind.maxBody, 'interactive.body.text', 'the body')
}

function checkFooter(value: unknown, kind: Kind, found: ContentFindings): void {
  if (value === undefined || value === null) return
  if (!kind.footer) {
    found.add('interactive.footer.kind', 'interactive.footer', 'Leave the footer out: this message has none.')
    return
  }
  const text = requireText(found, objectIn(value)?.text, 'interactive.footer.text', 'the footer')
  limitText(
    found,
    'interactive.footer.length',
    text,
    messageLimits.interactive.footer.value,
    'interactive.footer.text',
    'the footer',
  )
}
