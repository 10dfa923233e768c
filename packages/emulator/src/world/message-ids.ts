/**
 * A message id as WhatsApp builds it: base64 of a small frame with the customer's number and a random part. Clients must treat it
 * as opaque; some tools read the number out of it all the same.
 */
export function messageId(customer: string, direction: 'in' | 'out', random: string): string {
  const frame = `\x1c\x18${sized(customer)}\x15\x02\x00${direction === 'out' ? '\x11' : '\x12'}\x18${sized(random)}\x00`
  return `wamid.${Buffer.from(frame, 'latin1').toString('base64')}`
}

const sized = (text: string): string => String.fromCharCode(text.length) + text
