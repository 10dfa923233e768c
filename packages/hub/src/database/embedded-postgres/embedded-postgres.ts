import { randomBytes } from 'node:crypto'
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBinaries } from './binaries.ts'
import { clusterIn, exists, findClusterHome } from './cluster-home.ts'
import { ensureCluster, NAME, setPassword } from './create-cluster.ts'
import { lockFolder } from './folder-lock.ts'
import { freePort } from './free-port.ts'
import { stopLeftoverServer } from './leftover-server.ts'
import { findOwner } from './owner.ts'
import { launchServer, type Server } from './server-process.ts'

export type EmbeddedPostgres = {
  /** `postgres://casement:…@127.0.0.1:PORT/casement`; the role is the cluster's owner and may create databases. */
  readonly url: string
  /** True when this start made the database. */
  readonly fresh: boolean
  /** Settles when the server is gone, by `stop` or by itself. */
  readonly exited: Promise<void>
  /** Fast shutdown: ends open connections, writes everything down, answers when the server is gone. */
  stop(): Promise<void>
}

/**
 * A real PostgreSQL of our own in `dataDir`, reachable from this machine only. Goes on with what an earlier start left, however
 * that one ended; when this process is killed, the server ends by itself. `durable: false` trades the data's safety for speed.
 * Throws one sentence that says what to do.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string
  port?: number
  durable: boolean
}): Promise<EmbeddedPostgres> {
  const { durable } = options
  await mkdir(options.dataDir, { recursive: true, mode: 0o711 })
  const dataDir = await realpath(resolve(options.dataDir))
  const lock = await lockFolder(dataDir)
  try {
    const owner = await findOwner()
    const binaries = await findBinaries(owner)
    const home = await findClusterHome(dataDir, owner)
    const fresh = !(await exists(clusterIn(home)))
    await stopLeftoverServer(clusterIn(home))
    const remembered = await rememberPassword(dataDir)
    await ensureCluster({ home, binaries, owner, password: remembered.password, durable })
    if (!fresh && remembered.isNew) await setPassword(binaries, owner, home, remembered.password)

    const log = join(dataDir, 'postgresql.log')
    const { server, port } = await launch(
      options.port,
      (port) => launchServer({ home, binaries, owner, port, durable, log }),
      log,
    )
    const exited = server.exited.then(lock.release)
    return {
      url: `postgres://${NAME}:${remembered.password}@127.0.0.1:${port}/${NAME}`,
      fresh,
      exited,
      stop: async () => {
        await server.stop()
        await exited
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Two failures cure themselves: somebody took the port in between, or processes of a killed server are still leaving. */
async function launch(wanted: number | undefined, start: (port: number) => Promise<Server | { failed: string }>, log: string) {
  let failed = ''
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = await freePort(attempt === 0 ? wanted : undefined)
    const server = await start(port)
    if (!('failed' in server)) return { server, port }
    failed = server.failed
    const leaving = /shared memory block/.test(failed)
    if (!leaving && !/could not create any TCP\/IP sockets|could not bind/.test(failed)) break
    if (leaving) await sleep(250)
  }
  throw new Error(`PostgreSQL did not start: ${failed}. Its log is ${log}.`)
}

/** The password is ours to generate, and only our user may read it. */
async function rememberPassword(dataDir: string): Promise<{ password: string; isNew: boolean }> {
  const file = join(dataDir, 'password')
  const known = (await readFile(file, 'utf8').catch(() => '')).trim()
  if (/^[0-9a-f]{32,}$/.test(known)) return { password: known, isNew: false }
  const password = randomBytes(24).toString('hex')
  await writeFile(file, `${password}\n`, { mode: 0o600, flush: true })
  return { password, isNew: true }
}
