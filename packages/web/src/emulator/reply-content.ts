import type { PhoneReply } from './phone-bubble.tsx'

/** What a tap sends, in the shape of Meta's inbound message: templates answer with `button`, interactive ones with `interactive`. */
export function replyContent(reply: PhoneReply): object {
  const context = reply.message.wamid ? { context: { id: reply.message.wamid } } : {}
  if (reply.kind === 'row') {
    const { id, title, description } = reply.row
    return {
      type: 'interactive',
      interactive: { type: 'list_reply', list_reply: { id, title, ...(description ? { description } : {}) } },
      ...context,
    }
  }
  const { text, id } = reply.button
  if (reply.message.type === 'template') return { type: 'button', button: { text, payload: id ?? text }, ...context }
  return { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: id ?? text, title: text } }, ...context }
}
