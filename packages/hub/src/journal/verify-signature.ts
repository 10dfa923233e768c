import { createHmac, timingSafeEqual } from 'node:crypto'

/** Whether `header` (`sha256=…`) signs these bytes with this app secret. Compares in constant time; a malformed header is false. */
export function signatureMatches(body: Uint8Array, header: string | undefined, appSecret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1]
  if (!given) return false
  return timingSafeEqual(Buffer.from(given, 'hex'), createHmac('sha256', appSecret).update(body).digest())
}
