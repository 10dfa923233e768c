import type { Db } from '../database/database.ts'
import { row } from '../database/database.ts'
import type { DraftContent } from './drafts.ts'
import type { TemplateRow } from './queries.ts'

type Json = Record<string, unknown>
const upper = (value: unknown): string => String(value ?? '').toUpperCase()

/**
 * A template as somebody can go on writing it: what we submitted last where nothing has changed since, else what the platform lists,
 * turned back into what it would accept.
 */
export async function draftOf(db: Db, workspaceId: string, template: TemplateRow): Promise<DraftContent> {
  const last = await row<{ components: unknown[]; by: unknown }>(
    db,
    `select components, by from template_versions where workspace_id = $1 and template_id = $2 order by version desc limit 1`,
    [workspaceId, template.id],
  )
  return {
    name: template.name,
    language: template.language,
    category: template.category,
    parameterFormat: template.parameter_format,
    components: last?.by ? last.components : writable(template.components, template.category),
    ttlSeconds: template.ttl_seconds,
  }
}

/** Listed components as they are submitted: codes without Meta's own words, files without the addresses that only Meta can use. */
export function writable(components: unknown, category: string): unknown[] {
  const list = Array.isArray(components) ? (components as Json[]) : []
  if (upper(category) === 'AUTHENTICATION') return list.map(writableOfCode)
  return list.map((component) => {
    if (upper(component.type) === 'CAROUSEL' && Array.isArray(component.cards))
      return {
        ...component,
        cards: (component.cards as Json[]).map((card) => ({ ...card, components: writable(card.components, category) })),
      }
    const handles = (component.example as Json | undefined)?.header_handle
    if (!Array.isArray(handles)) return component
    const { example: _, ...rest } = component
    const kept = handles.filter((handle) => !/^https?:/i.test(String(handle)))
    return kept.length === 0 ? rest : { ...rest, example: { header_handle: kept } }
  })
}

function writableOfCode(component: Json): Json {
  const text = String(component.text ?? '')
  switch (upper(component.type)) {
    case 'BODY':
      // Meta's text has one sentence, and a second one with the advice.
      return {
        type: 'BODY',
        ...(component.add_security_recommendation === true || /\S[.。]\s+\S/.test(text)
          ? { add_security_recommendation: true }
          : {}),
      }
    case 'FOOTER': {
      const minutes = Number(component.code_expiration_minutes ?? /\d+/.exec(text)?.[0])
      return { type: 'FOOTER', ...(Number.isInteger(minutes) ? { code_expiration_minutes: minutes } : { text }) }
    }
    case 'BUTTONS':
      return {
        type: 'BUTTONS',
        buttons: (Array.isArray(component.buttons) ? (component.buttons as Json[]) : []).map(writableOtp),
      }
    default:
      return component
  }
}

function writableOtp(button: Json): Json {
  if (upper(button.type) !== 'URL') return button
  const { url, example: _, type: __, ...rest } = button
  return { ...rest, type: 'OTP', otp_type: /otp_type=(\w+)/.exec(String(url))?.[1] ?? 'COPY_CODE' }
}
