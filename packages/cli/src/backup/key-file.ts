import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '@casement/hub'
import { readSecretKey, SECRET_KEY_FILE } from '@casement/hub/backup'
import { Failure } from '../failure.ts'

/** Where a generated key lies beside a backup. */
export const keyFileOf = (backup: string): string => `${backup}.key`

/** Puts the key of the data folder beside the backup, for its owner only. Answers whether there was one to put. */
export async function saveKey(config: Config, key: Buffer | null, backup: string): Promise<boolean> {
  if (config.secretKey || !key) return false
  await writeFile(keyFileOf(backup), `${key.toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true })
  return true
}

/** A key file left from another backup must not be found only after the long work. */
export async function refuseOldKeyFile(backup: string): Promise<void> {
  const there = await access(keyFileOf(backup)).then(
    () => true,
    () => false,
  )
  if (there) throw new Failure(`${keyFileOf(backup)} exists already: name a backup that does not.`)
}

/** The key a backup is opened with: the one this configuration has, else the one beside the backup. */
export async function findKey(config: Config, backup: string): Promise<Buffer | null> {
  const known = await readSecretKey(config)
  if (known) return known
  const text = await readFile(keyFileOf(backup), 'utf8').catch(() => null)
  return text === null ? null : Buffer.from(text.trim(), 'base64')
}

/** Lets the hub find the key it was restored with. Answers whether it was new here. */
export async function installKey(config: Config, key: Buffer | null): Promise<boolean> {
  if (!key || (await readSecretKey(config))) return false
  await mkdir(config.dataFolder, { recursive: true, mode: 0o700 })
  await writeFile(join(config.dataFolder, SECRET_KEY_FILE), `${key.toString('base64')}\n`, {
    flag: 'wx',
    mode: 0o600,
    flush: true,
  })
  return true
}
