import { createWriteStream, type WriteStream } from 'node:fs'
import { rename, stat } from 'node:fs/promises'

const LIMIT_BYTES = 10_000_000

/** Opens a log to be continued. A long one is put aside first, in place of the one put aside before. */
export async function openLog(path: string): Promise<WriteStream> {
  const before = await stat(path).catch(() => null)
  if (before && before.size > LIMIT_BYTES) await rename(path, `${path}.1`)
  return createWriteStream(path, { flags: 'a', mode: 0o600 })
}
