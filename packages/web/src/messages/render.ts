import { type Rendered, renderMessage, renderTemplate } from '@casement/rules'
import type { Content } from './messages.ts'

/** Draws a message through the one renderer. Templates need their definition; Meta's send carries only name and values. */
export function rendered(content: Content, definition?: unknown): Rendered {
  if (content.type === 'template' && definition) {
    const send = content.template as object | undefined
    const template = Array.isArray(definition) ? { components: definition } : (definition as object)
    return renderTemplate({ ...send, ...template }, send ?? {})
  }
  return renderMessage(content)
}
