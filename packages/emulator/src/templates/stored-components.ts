import { isRecord } from '../graph/request.ts'
import type { TemplateCategory } from '../world/records.ts'
import { type Component, upper } from './check-definition.ts'

/**
 * Components as Graph gives them back: kinds in capitals, one-time code texts written out, their button shown as a URL, and
 * uploaded samples as addresses instead of handles.
 */
export function storedComponents(category: TemplateCategory, components: readonly Component[]): Component[] {
  return components.map((component) => {
    const type = upper(component.type)
    if (type === 'CAROUSEL' && Array.isArray(component.cards)) {
      const cards = component.cards.filter(isRecord).map((card) => ({
        ...card,
        components: storedComponents(category, Array.isArray(card.components) ? card.components.filter(isRecord) : []),
      }))
      return { ...component, type, cards }
    }
    const stored: Component = { ...component, type }
    if (component.format !== undefined) stored.format = upper(component.format)
    else if (type === 'HEADER') stored.format = 'TEXT'
    if (Array.isArray(component.buttons))
      stored.buttons = component.buttons.filter(isRecord).map((button) => storedButton(button))
    if (category === 'AUTHENTICATION') return asAuthentication(stored)
    return sampleAddresses(stored)
  })
}

function storedButton(button: Component): Component {
  const type = upper(button.type)
  if (type !== 'OTP') return { ...button, type }
  const kind = upper(button.otp_type)
  return {
    type: 'URL',
    text: typeof button.text === 'string' && button.text !== '' ? button.text : 'Copy code',
    url: `https://www.whatsapp.com/otp/code/?otp_type=${kind}&code=otp{{1}}`,
    example: [`https://www.whatsapp.com/otp/code/?otp_type=${kind}&code=otp123456`],
  }
}

function asAuthentication(component: Component): Component {
  if (component.type === 'BODY') {
    const advice = component.add_security_recommendation === true ? ' For your security, do not share this code.' : ''
    return { ...component, text: `*{{1}}* is your verification code.${advice}`, example: { body_text: [['123456']] } }
  }
  if (component.type === 'FOOTER' && component.code_expiration_minutes !== undefined) {
    return { ...component, text: `This code expires in ${String(component.code_expiration_minutes)} minutes.` }
  }
  return component
}

function sampleAddresses(component: Component): Component {
  const example = component.example
  if (!isRecord(example) || !Array.isArray(example.header_handle)) return component
  const header_handle = example.header_handle.map((handle) =>
    /^https?:/.test(String(handle))
      ? handle
      : `https://scontent.whatsapp.net/v/sample-${encodeURIComponent(String(handle).slice(0, 24))}`,
  )
  return { ...component, example: { ...example, header_handle } }
}
