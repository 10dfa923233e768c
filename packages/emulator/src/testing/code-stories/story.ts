import { expect } from 'vitest'
import { fileOf } from '../sdks/sample-files.ts'
import { type Answer, bodyText, CUSTOMER, MINUTE, type TestEmulator } from '../start-emulator.ts'

/** One code, the situation it belongs to, and how to live it: the codes that came of it. */
export type Story = [code: number, situation: string, live: (e: TestEmulator) => Promise<number[]>]

export const OTHER = '447700900457'
export const waba = (e: TestEmulator) => `/v25.0/${e.about.wabaId}`
export const number = (e: TestEmulator) => `/v25.0/${e.about.phoneNumberId}`

/** Codes anywhere in an answer: of the error, of its subcode, of one user. */
export function codesIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(codesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === 'code' || key === 'error_subcode' || key === 'error_code') && typeof inner === 'number' ? [inner] : codesIn(inner),
  )
}
export const refused = async (answer: Answer | Promise<Answer>): Promise<number[]> => codesIn((await answer).body)
/** What a send failed with, once its webhook came. */
export async function failed(e: TestEmulator, answer: Answer | Promise<Answer>): Promise<number[]> {
  expect((await answer).status).toBe(200)
  await e.advance(MINUTE)
  return codesIn(e.statuses().filter(({ status }) => status === 'failed'))
}

export const hello = (e: TestEmulator, to?: string) => e.sendTemplate('hello_world', 'en_US', [], to)
export const order = (e: TestEmulator, ...values: string[]) => e.sendTemplate('order_update', 'en_GB', [bodyText(...values)])
export const offer = (e: TestEmulator, to?: string) => e.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')], to)
export const templateId = async (e: TestEmulator, name: string) =>
  ((await e.graph('GET', `${waba(e)}/message_templates?name=${name}`)).body.data as unknown as [{ id: string }])[0].id
export const setTemplate = async (e: TestEmulator, name: string, change: object) =>
  e.control('PATCH', `/templates/${await templateId(e, name)}`, change)
export const body = (text: string, ...examples: string[]) => ({
  type: 'BODY',
  text,
  ...(examples.length > 0 ? { example: { body_text: [examples] } } : {}),
})
export const create = (e: TestEmulator, name: string, ...components: unknown[]) =>
  e.graph('POST', `${waba(e)}/message_templates`, { name, language: 'en_GB', category: 'UTILITY', components })
export const fine = body('Your visit to our showroom is booked.')
export const register = (e: TestEmulator, pin: string) =>
  e.graph('POST', `${number(e)}/register`, { messaging_product: 'whatsapp', pin })
export const deregister = (e: TestEmulator) => e.graph('POST', `${number(e)}/deregister`)
export const block = (e: TestEmulator, user: string) =>
  e.graph('POST', `${number(e)}/block_users`, { messaging_product: 'whatsapp', block_users: [{ user }] })
export const enableCalls = (e: TestEmulator) => e.graph('POST', `${number(e)}/settings`, { calling: { status: 'ENABLED' } })
export const permit = (e: TestEmulator, more = {}) =>
  e.write({
    type: 'interactive',
    interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept', ...more } },
  })
export const call = (e: TestEmulator, to = CUSTOMER) =>
  e.graph('POST', `${number(e)}/calls`, {
    messaging_product: 'whatsapp',
    to,
    action: 'connect',
    session: { sdp_type: 'offer', sdp: 'v=0' },
  })
export const ask = (e: TestEmulator) =>
  e.send({ type: 'interactive', interactive: { type: 'call_permission_request', action: { name: 'call_permission_request' } } })
export const flowJson = JSON.stringify({ version: '7.0', screens: [{ id: 'START', terminal: true, layout: {} }] })
export const flow = async (e: TestEmulator, more: Record<string, unknown> = { flow_json: flowJson, publish: true }) =>
  String((await e.graph('POST', `${waba(e)}/flows`, { name: 'Visit', categories: ['OTHER'], ...more })).body.id)
export const sendFlow = (e: TestEmulator, flow_id: string) =>
  e.send({
    type: 'interactive',
    interactive: { type: 'flow', body: { text: 'When?' }, action: { name: 'flow', parameters: { flow_id, flow_cta: 'Book' } } },
  })
export const withToken = async (e: TestEmulator, scopes: string[]) => ({
  authorization: `Bearer ${(await e.control('POST', '/tokens', { scopes })).token}`,
})
export function file(bytes: Buffer, type: string): FormData {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('file', fileOf(bytes, 'file', type))
  return form
}
