import { randomBytes } from 'node:crypto'
import { chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { clusterIn, exists } from './cluster-home.ts'
import { type Owner, runAsOwner } from './owner.ts'

/** Role and database that every cluster of ours has. */
export const NAME = 'casement'

type Cluster = { home: string; binaries: Binaries; owner: Owner | null; password: string; durable: boolean }

/**
 * Makes the cluster unless it is there. It is made under another name and renamed when complete: an interrupted attempt leaves
 * only a folder that the next one clears away.
 */
export async function ensureCluster({ home, binaries, owner, password, durable }: Cluster): Promise<void> {
  const cluster = clusterIn(home)
  if (await exists(cluster)) return refuseOtherVersion(cluster, binaries)

  for (const name of await readdir(home)) {
    if (name.startsWith('creating-')) await rm(join(home, name), { recursive: true, force: true })
  }
  const workshop = join(home, `creating-${randomBytes(4).toString('hex')}`)
  const unfinished = join(workshop, 'cluster')
  const passwordFile = join(workshop, 'password')
  await mkdir(workshop, { mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (owner) {
    await chown(workshop, owner.uid, owner.gid)
    await chown(passwordFile, owner.uid, owner.gid)
  }
  const made = await runAsOwner(owner, binaries.initdb, [
    ...['--pgdata', unfinished, '--username', NAME, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...(durable ? [] : ['--no-sync']),
  ])
  if (!made.ok) throw new Error(`PostgreSQL could not make a database in ${home}: ${lastLine(made.stderr)}.`)
  await runStatement(binaries, owner, unfinished, `create database ${NAME}`)

  await rename(unfinished, cluster)
  await rm(workshop, { recursive: true, force: true })
  if (durable) await flushFolder(home)
}

/** Sets the password of a cluster that is not running, for when the file that remembers it was lost. */
export const setPassword = (binaries: Binaries, owner: Owner | null, home: string, password: string): Promise<void> =>
  runStatement(binaries, owner, clusterIn(home), `alter role ${NAME} password '${password}'`)

/** One statement in PostgreSQL's single-user mode, which needs neither a port nor a password. */
async function runStatement(binaries: Binaries, owner: Owner | null, cluster: string, statement: string): Promise<void> {
  const args = ['--single', '-D', cluster, '-c', 'exit_on_error=on', '-c', 'log_checkpoints=off', 'postgres']
  const { ok, stderr } = await runAsOwner(owner, binaries.postgres, args, `${statement}\n`)
  if (!ok) throw new Error(`PostgreSQL could not prepare the database in ${cluster}: ${lastLine(stderr)}.`)
}

async function refuseOtherVersion(cluster: string, { version }: Binaries): Promise<void> {
  const major = (await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (major === version.split('.')[0]) return
  throw new Error(
    `The database in ${cluster} was written by PostgreSQL ${major || 'of an unknown version'}, but this Casement brings ${version}. Start the Casement that wrote it, or move the folder away to begin with an empty database.`,
  )
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null) // Windows opens no folders
  await handle?.sync().catch(() => {})
  await handle?.close()
}

const lastLine = (text: string): string =>
  text
    .trim()
    .split('\n')
    .filter((line) => !/^(initdb: (removing|hint)|child process)/.test(line))
    .at(-1)
    ?.replace(/^.*?(error|FATAL|PANIC): +/, '')
    .replace(/\.$/, '') ?? 'it does not say why'
