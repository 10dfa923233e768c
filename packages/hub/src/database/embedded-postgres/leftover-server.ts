import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { servesCluster } from './process-identity.ts'

/** What a running server writes into its cluster, line by line. */
export async function readServerFile(cluster: string): Promise<{ pid: number; port: number; ready: boolean } | null> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : null
}

/**
 * Ends the server that a killed Casement left behind, gently at first. A note of a server that no longer runs is removed, because
 * PostgreSQL would take any process with the same number for its own. The folder must be locked, or this would stop a server in use.
 */
export async function stopLeftoverServer(cluster: string): Promise<void> {
  const left = await readServerFile(cluster)
  if (!left) return
  const gone = async (ms: number) => {
    for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) {
      if (!(await servesCluster(left.pid, cluster))) return true
    }
    return false
  }
  if (await servesCluster(left.pid, cluster)) {
    for (const [signal, patience] of [
      ['SIGINT', 10_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 5_000],
    ] as const) {
      process.kill(left.pid, signal)
      if (await gone(patience)) break
    }
  }
  if ((await readServerFile(cluster))?.pid === left.pid) await rm(join(cluster, 'postmaster.pid'), { force: true })
}
