import { flatText } from './flat-text.ts'
import type { Rendered, RenderedHeader } from './rendered.ts'

/** One line that stands for a message: in a thread list, a notification, a search result. Never empty, never more than one line. */
export function plainText(rendered: Rendered): string {
  return oneLine(flatText(rendered.body)) || oneLine(withoutBody(rendered)) || 'Message'
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

function withoutBody(rendered: Rendered): string {
  const { notice, reaction, contacts, order, header, cards, products, offer, buttons } = rendered
  if (notice !== undefined) return notice
  if (reaction !== undefined) return reaction.emoji === '' ? 'Reaction removed' : `Reacted ${reaction.emoji}`
  if (contacts !== undefined) return contacts.length === 1 ? `Contact: ${contacts[0]?.name ?? ''}` : `${contacts.length} contacts`
  if (rendered.kind === 'order') return `Cart: ${count(order?.items.length ?? 0, 'product')}`
  if (order !== undefined) return order.reference === '' ? 'Order' : `Order ${order.reference}`
  if (header !== undefined) return headerText(header)
  if (offer !== undefined) return offer.text
  if (cards !== undefined) return count(cards.length, 'card')
  if (products !== undefined) return 'Products'
  return buttons[0]?.text || (rendered.template === undefined ? '' : `Template ${rendered.template.name}`)
}

function headerText(header: RenderedHeader): string {
  switch (header.kind) {
    case 'text':
      return header.text
    case 'image':
      return 'Photo'
    case 'video':
      return 'Video'
    case 'gif':
      return 'GIF'
    case 'sticker':
      return 'Sticker'
    case 'audio':
      return header.voice ? 'Voice message' : 'Audio'
    case 'document':
      return header.filename ?? 'Document'
    case 'location': {
      const place = header.name ?? header.address
      return place === undefined ? 'Location' : `Location: ${place}`
    }
    case 'product':
      return 'Product'
  }
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
