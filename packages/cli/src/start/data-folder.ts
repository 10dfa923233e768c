import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockFolder } from '@casement/hub/embedded-postgres'
import { Failure } from '../failure.ts'

/** A Casement that was just told to stop, or killed, needs a moment to leave. */
const PATIENCE_MS = 3_000

/**
 * Makes the data folder, readable by our user alone (others may pass through it when we are root, because PostgreSQL then runs as
 * another user), and keeps every other Casement out until `release`.
 */
export async function takeDataFolder(folder: string): Promise<{ release(): Promise<void> }> {
  await makeFolder(folder, process.getuid?.() === 0 ? 0o711 : 0o700).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`CASEMENT_DATA is ${folder}, which cannot be made (${error.code}): name a folder that you may write to.`)
  })
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    try {
      return await lockFolder(folder)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code)
        throw new Failure(
          `CASEMENT_DATA is ${folder}, which cannot be written to (${code}): name a folder that you may write to.`,
        )
      if (Date.now() > end) throw new Failure(message)
    }
  }
}

/** Node's own `recursive` never comes back from places where nothing can be made, such as below /proc. */
async function makeFolder(folder: string, mode: number): Promise<void> {
  const there = await stat(folder).catch(() => null)
  if (there?.isDirectory()) return
  if (dirname(folder) !== folder) await makeFolder(dirname(folder), mode)
  await mkdir(folder, { mode })
}
