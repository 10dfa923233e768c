/** Header of a webhook POST: `sha256=` and the hex HMAC-SHA256 of the body's bytes under the app secret. */
export const SIGNATURE_HEADER = 'x-hub-signature-256'
/** The older header, still sent: `sha1=` and the hex HMAC-SHA1 of the same bytes. */
export const LEGACY_SIGNATURE_HEADER = 'x-hub-signature'

/**
 * Writes JSON the way Meta's webhooks carry it: non-ASCII as lower-case `\uXXXX` (surrogates one by one) and `/` as `\/`.
 * Only characters inside strings can match, so the result is the same JSON value.
 */
export function escapeNonAscii(json: string): string {
  // What JSON.stringify wrote escapes no slash yet, so that each one there is bare.
  const slashed = json.includes('\\/')
    ? json.replace(/\\.|\//g, (found) => (found === '/' ? '\\/' : found))
    : json.replaceAll('/', '\\/')
  return slashed.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The header's value for a hex HMAC-SHA256. */
export const signatureOf = (hex: string): string => `sha256=${hex}`

/** The 64 hex digits of a signature header, lower case, or null when it has not that form. Compare them in constant time. */
export function hexOfSignature(header: string | null | undefined): string | null {
  const found = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')
  return found?.[1]?.toLowerCase() ?? null
}
