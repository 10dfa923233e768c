import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A data folder to be removed afterwards. Others may pass through it: started as root, PostgreSQL runs as another user, and where that
 * one cannot come in its database lies elsewhere and stays.
 */
export async function dataFolder(kind = 'bench'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `casement-${kind}-`))
  await chmod(folder, 0o711)
  return folder
}
