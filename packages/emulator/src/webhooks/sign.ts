import { createHmac } from 'node:crypto'
import { escapeNonAscii, signatureOf } from '@casement/platform'

export type SignedBody = { body: string; signature: string; signature1: string }

/** Writes a body the way Meta does (non-ASCII and slashes escaped) and signs exactly those bytes, in both the new and the old way. */
export function signBody(value: unknown, secret: string): SignedBody {
  const body = escapeNonAscii(JSON.stringify(value))
  return {
    body,
    signature: signatureOf(createHmac('sha256', secret).update(body).digest('hex')),
    signature1: `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`,
  }
}
