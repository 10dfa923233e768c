import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processIdentity } from './process-identity.ts'

/**
 * Makes the folder ours until released, or until this process is gone, however it went. Throws one sentence when another living
 * process has it.
 */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const file = join(folder, 'lock')
  const mine = JSON.stringify({ pid: process.pid, identity: await processIdentity(process.pid) })

  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      await writeFile(file, mine, { flag: 'wx', mode: 0o600 })
      return { release: () => rm(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const theirs = await readFile(file, 'utf8').catch(() => null)
    if (theirs === null) continue
    // Empty: its writer is between creating and writing, or died there.
    if (theirs === '' && attempt < 10) {
      await sleep(20)
      continue
    }
    const holder = readHolder(theirs)
    if (holder && (await processIdentity(holder.pid)) === holder.identity) {
      throw new Error(
        `Another Casement (process ${holder.pid}) is using ${folder}. Stop it, or set CASEMENT_DATA to another folder for this one.`,
      )
    }
    await removeStale(file, theirs)
  }
  throw new Error(`The lock ${file} cannot be taken. If no Casement is running, delete that file.`)
}

/** Two starts may find the same stale lock; the one that comes second must not remove the first one's fresh lock. */
async function removeStale(file: string, stale: string): Promise<void> {
  const aside = `${file}.${process.pid}`
  try {
    await rename(file, aside)
    const taken = await readFile(aside, 'utf8')
    if (taken !== stale) await writeFile(file, taken, { flag: 'wx', mode: 0o600 }).catch(() => {})
  } catch {
    // The other start removed it first.
  } finally {
    await rm(aside, { force: true })
  }
}

function readHolder(text: string): { pid: number; identity: string } | null {
  try {
    const { pid, identity } = JSON.parse(text)
    return Number.isInteger(pid) && typeof identity === 'string' ? { pid, identity } : null
  } catch {
    return null
  }
}
