import { lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Folders outside the clone where another user can read what we put, best first. Only folders that are ours alone to write:
 * anyone may have made a folder under the temporary one before us.
 */
export async function sharedFolders(): Promise<string[]> {
  const ourselves = process.getuid?.() ?? 0
  const candidates = ourselves === 0 && process.platform !== 'win32' ? ['/var/lib/casement'] : []
  candidates.push(join(tmpdir(), `casement-${ourselves}`))

  const usable: string[] = []
  for (const folder of candidates) {
    await mkdir(folder, { mode: 0o755 }).catch(() => {})
    const there = await lstat(folder).catch(() => null)
    const oursAlone = process.platform === 'win32' || (there?.uid === ourselves && (there.mode & 0o022) === 0)
    if (there?.isDirectory() && oursAlone) usable.push(folder)
  }
  return usable
}
