import { itemsOf, type Json, objectOf, textIn, textOf } from '../content/json.ts'
import { parameterText, upper } from './components.ts'
import type { ButtonKind, RenderedButton } from './rendered.ts'
import { fillVariables } from './variables.ts'

type Labels = { readonly copy: string; readonly autofill: string }

/** Labels that phones print themselves when a definition carries none. */
const KINDS: Readonly<Record<string, readonly [kind: ButtonKind, label: string]>> = {
  QUICK_REPLY: ['reply', ''],
  URL: ['url', ''],
  PHONE_NUMBER: ['phone', ''],
  COPY_CODE: ['copy-code', 'Copy offer code'],
  OTP: ['copy-code', ''],
  FLOW: ['flow', ''],
  CATALOG: ['catalog', 'View catalog'],
  MPM: ['products', 'View items'],
  SPM: ['product', 'View'],
  VOICE_CALL: ['call', 'Call now'],
  ORDER_DETAILS: ['pay', 'Review and pay'],
  REQUEST_CONTACT_INFO: ['contact-request', 'Share contact info'],
}

/** One button of a template. `send`: its component of the send, undefined when nothing was given yet. */
export function renderTemplateButton(button: Json, send: Json | undefined, labels: Labels): RenderedButton {
  const type = upper(button.type)
  const [kind, label] = (Object.hasOwn(KINDS, type) ? KINDS[type] : undefined) ?? ['other', '']
  const text = textIn(button.text) ?? label
  const parameter = objectOf(itemsOf(send?.parameters)[0])
  const value = parameterText(parameter)
  if (type === 'QUICK_REPLY') return { kind, text, ...(value !== undefined && { id: value }) }
  if (type === 'PHONE_NUMBER') return { kind, text, phone: textOf(button.phone_number) }
  if (type === 'COPY_CODE') return { kind, text, ...withCode(send === undefined ? firstText(button.example) : value) }
  if (type === 'OTP') return renderOtp(button, send === undefined ? undefined : value, labels)
  if (type === 'URL') return renderUrl(button, text, send, value)
  return { kind, text }
}

/** Graph lists OTP buttons as links of its own; a phone shows neither the link nor the code. */
function renderOtp(button: Json, code: string | undefined, labels: Labels): RenderedButton {
  const oneTap = upper(button.otp_type) === 'ONE_TAP' || upper(button.otp_type) === 'ZERO_TAP'
  const text = (oneTap ? textIn(button.autofill_text) : textIn(button.text)) ?? (oneTap ? labels.autofill : labels.copy)
  return { kind: oneTap ? 'autofill' : 'copy-code', text, ...withCode(code) }
}

function renderUrl(button: Json, text: string, send: Json | undefined, value: string | undefined): RenderedButton {
  const pattern = textOf(button.url)
  // The sample of a link is the whole link or only its end; Meta's own pages show both.
  const example = send === undefined ? firstText(button.example) : undefined
  const whole = example !== undefined && /^https?:/i.test(example)
  const { text: url, holes } = fillVariables(pattern, () =>
    value !== undefined ? { value } : example === undefined || whole ? undefined : { sample: example },
  )
  if (holes.size === 0) return { kind: 'url', text, url }
  return { kind: 'url', text, url: whole ? example : url, variable: true }
}

const firstText = (example: unknown): string | undefined => textIn(example) ?? textIn(itemsOf(example)[0])
const withCode = (code: string | undefined): { code?: string } => (code === undefined ? {} : { code })
