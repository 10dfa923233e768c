import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Root of this package: the folder above `src` in a clone, above `dist` once packed. */
export const packageRoot = findRoot(import.meta.dirname)

/** What starts `casement` again as another process. */
export const programFile = join(packageRoot, 'bin', 'casement.mjs')

function findRoot(from: string): string {
  let folder = from
  while (!existsSync(join(folder, 'bin', 'casement.mjs'))) folder = dirname(folder)
  return folder
}
