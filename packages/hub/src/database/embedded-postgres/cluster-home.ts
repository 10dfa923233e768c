import { randomBytes } from 'node:crypto'
import { access, chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Owner, runAsOwner } from './owner.ts'
import { sharedFolders } from './shared-folder.ts'

/** Inside the home: the cluster itself, there only when it is complete. */
export const clusterIn = (home: string): string => join(home, 'cluster')

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * The folder that holds the cluster: the data folder, or one outside it when the owner cannot enter the data folder. The outside
 * one is written down in the data folder, so that who deletes the data folder begins afresh.
 */
export async function findClusterHome(dataDir: string, owner: Owner | null): Promise<string> {
  const note = join(dataDir, 'location.json')
  if (await exists(note)) {
    const { folder } = JSON.parse(await readFile(note, 'utf8')) as { folder: string }
    if (await exists(folder)) return folder
    throw new Error(
      `The database of ${dataDir} was kept in ${folder}, which is gone. Bring that folder back, or delete ${dataDir} to begin with an empty database.`,
    )
  }
  if (!owner) return dataDir

  // Others may pass through to the folder they own, and still see nothing of what lies beside it.
  await chmod(dataDir, (await stat(dataDir)).mode | 0o011)
  const suits = await ownerCanLiveIn(dataDir, owner)
  if (await exists(clusterIn(dataDir))) {
    if (suits) return dataDir
    throw new Error(
      `User "${owner.name}", who runs PostgreSQL for root, can no longer enter ${dataDir}. Let others pass through the folders above it (chmod o+x), or move it back to where it was.`,
    )
  }
  if (suits) return dataDir

  for (const shared of await sharedFolders()) {
    const folder = join(shared, randomBytes(8).toString('hex'))
    await mkdir(folder, { mode: 0o711 })
    if (await ownerCanLiveIn(folder, owner)) {
      await writeFile(note, `${JSON.stringify({ folder })}\n`, { flush: true })
      return folder
    }
    await rm(folder, { recursive: true, force: true })
  }
  throw new Error(
    `User "${owner.name}", who runs PostgreSQL for root, can write neither below ${dataDir} nor in /var/lib. Set CASEMENT_DATA to a folder that others may pass through, or DATABASE_URL to a PostgreSQL of your own.`,
  )
}

/** Tried for real, because modes alone do not tell of access lists, squashed roots and file systems without owners. */
async function ownerCanLiveIn(folder: string, owner: Owner): Promise<boolean> {
  const probe = join(folder, `probe-${randomBytes(4).toString('hex')}`)
  try {
    await mkdir(probe, { mode: 0o700 })
    await chown(probe, owner.uid, owner.gid)
    const tried = await runAsOwner(owner, '/bin/sh', ['-c', 'cd "$1" && : > file && rm file', 'probe', probe])
    return tried.ok && ((await stat(probe)).mode & 0o777) === 0o700
  } catch {
    return false
  } finally {
    await rm(probe, { recursive: true, force: true })
  }
}
