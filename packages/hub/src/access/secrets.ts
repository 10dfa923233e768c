import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts a secret for the database: AES-256-GCM, as `v1.<key id>.<nonce, tag and ciphertext in base64url>`. `purpose` says whose
 * secret it is (such as `waba:1022/token`); a value copied to another row does not open there.
 */
export function sealSecret(secret: string, { key, purpose }: { key: Buffer; purpose: string }): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(key), nonce).setAAD(Buffer.from(purpose))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return `${VERSION}.${keyId(key)}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
}

/** Opens what `sealSecret` made. Throws an Error that says what to do when the key, the purpose or the value is another one. */
export function openSecret(sealed: string, { key, purpose }: { key: Buffer; purpose: string }): string {
  const [version, id, body = ''] = sealed.split('.')
  if (version !== VERSION) throw new Error(`The stored secret for ${purpose} is not in a form this version of Casement can read.`)
  if (id !== keyId(key)) {
    throw new Error(
      `The stored secret for ${purpose} was encrypted with another key (${id}): start with the CASEMENT_SECRET_KEY it was stored under, or enter the secret again.`,
    )
  }
  const bytes = Buffer.from(body, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', sealingKey(key), bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch (error) {
    throw new Error(`The stored secret for ${purpose} is damaged: enter it again.`, { cause: error })
  }
}

/** The secret that signs session cookies: its own key, so that neither use weakens the other. */
export const sessionSecret = (key: Buffer): string => derived(key, 'casement sessions').toString('base64')

/** Names a key without telling it. */
export const keyId = (key: Buffer): string => createHash('sha256').update('casement key id').update(key).digest('hex').slice(0, 8)

const sealingKey = (key: Buffer): Buffer => derived(key, 'casement stored secrets')

const derived = (key: Buffer, use: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', use, 32))
