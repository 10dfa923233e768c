import { createHmac, timingSafeEqual } from 'node:crypto'

export const KEY_BYTES = 8
const RECIPIENT_BYTES = 4
const PROOF_BYTES = 5
const CODE = /^[A-Za-z0-9_-]{23}$/

/** Which link of which owner, and who follows it. Short enough for a text, and nobody can make one but us. */
export type LinkCode = { key: Buffer; recipient: number }

/** The key of an address that one campaign, or one message, leads to: the same whenever it is asked for. */
export const linkKey = (secret: Buffer, workspaceId: string, owner: string, url: string): Buffer =>
  digest(secret, 'link', workspaceId, owner, url).subarray(0, KEY_BYTES)

/** The code that stands in a link; `recipient` is a whole number of 32 bits. */
export function writeCode(secret: Buffer, { key, recipient }: LinkCode): string {
  const body = Buffer.alloc(KEY_BYTES + RECIPIENT_BYTES)
  key.copy(body)
  body.writeUInt32BE(recipient, KEY_BYTES)
  return Buffer.concat([body, proofOf(secret, body)]).toString('base64url')
}

/** Reads a code back; null for one that is none of ours. */
export function readCode(secret: Buffer, code: string): LinkCode | null {
  if (!CODE.test(code)) return null
  const bytes = Buffer.from(code, 'base64url')
  const body = bytes.subarray(0, KEY_BYTES + RECIPIENT_BYTES)
  const proof = bytes.subarray(body.length)
  if (proof.length !== PROOF_BYTES || !timingSafeEqual(proof, proofOf(secret, body))) return null
  return { key: Buffer.from(body.subarray(0, KEY_BYTES)), recipient: body.readUInt32BE(KEY_BYTES) }
}

const proofOf = (secret: Buffer, body: Buffer): Buffer =>
  createHmac('sha256', secret).update('code').update(body).digest().subarray(0, PROOF_BYTES)

function digest(secret: Buffer, ...parts: string[]): Buffer {
  return createHmac('sha256', secret).update(parts.join('\0')).digest()
}
