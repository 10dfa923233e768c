import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { SECRET_KEY_BYTES } from './variables.ts'

export const SECRET_KEY_FILE = 'secret-key'

/**
 * The key that encrypts stored secrets and signs sessions, 32 bytes: the one of CASEMENT_SECRET_KEY, else the one in the data
 * folder, made on the first start (mode 0600). Throws an Error whose message says what to do when the file is damaged or the
 * folder cannot be written.
 */
export async function loadSecretKey(config: Pick<Config, 'secretKey' | 'dataFolder'>): Promise<Buffer> {
  if (config.secretKey) return config.secretKey
  const path = join(config.dataFolder, SECRET_KEY_FILE)
  return (await readKey(path)) ?? (await makeKey(config.dataFolder, path))
}

/** The key as `loadSecretKey` would find it, without making one: null when there is none yet. */
export const readSecretKey = async (config: Pick<Config, 'secretKey' | 'dataFolder'>): Promise<Buffer | null> =>
  config.secretKey ?? (await readKey(join(config.dataFolder, SECRET_KEY_FILE)))

async function readKey(path: string): Promise<Buffer | null> {
  let content: string
  try {
    content = await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw new Error(`${path} cannot be read (${codeOf(error)}): let the user who runs Casement read it.`, { cause: error })
  }
  const key = Buffer.from(content.trim(), 'base64')
  if (key.length === SECRET_KEY_BYTES) return key
  throw new Error(
    `${path} does not hold ${SECRET_KEY_BYTES} bytes in base64: put the right key back, or set CASEMENT_SECRET_KEY.`,
  )
}

/** Writes a draft first and links it into place: a start that is killed, or two at once, never leave half a key or two keys. */
async function makeKey(folder: string, path: string): Promise<Buffer> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(`${randomBytes(SECRET_KEY_BYTES).toString('base64')}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(draft, path).catch(ignoreExisting)
    await unlink(draft)
  } catch (error) {
    throw new Error(
      `The secret key cannot be written to ${folder} (${codeOf(error)}): make the folder writable, or set CASEMENT_DATA.`,
      {
        cause: error,
      },
    )
  }
  const key = await readKey(path)
  if (!key) throw new Error(`${path} vanished while it was being made: start again.`)
  return key
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown'
