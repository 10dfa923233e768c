/**
 * A message id as WhatsApp builds it: base64 of a small frame with the customer's number and a random part. Clients must treat it
 * as opaque; some tools read the number out of it all the same.
 */
export function messageId(customer: string, direction: 'in' | 'out', random: string): string {
  const number = Buffer.from(customer, 'latin1')
  const id = Buffer.from(random, 'latin1')
  const frame = Buffer.concat([
    Buffer.from([0x1c, 0x18, number.length]),
    number,
    Buffer.from([0x15, 0x02, 0x00, direction === 'out' ? 0x11 : 0x12, 0x18, id.length]),
    id,
    Buffer.from([0x00]),
  ])
  return `wamid.${frame.toString('base64')}`
}
