import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clusterIn, exists } from './cluster-home.ts'
import { NAME } from './create-cluster.ts'
import { readServerFile } from './leftover-server.ts'
import { servesCluster } from './process-identity.ts'

/** Where the cluster of a data folder is, or would be if it were not outside of it; makes nothing. */
async function clusterOf(dataDir: string): Promise<string> {
  const note = await readFile(join(dataDir, 'location.json'), 'utf8').catch(() => null)
  return clusterIn(note === null ? dataDir : (JSON.parse(note) as { folder: string }).folder)
}

/** Whether a data folder has a database. */
export const hasCluster = async (dataDir: string): Promise<boolean> => exists(await clusterOf(dataDir))

/** The address of the server that another Casement runs for this data folder; null when none does. */
export async function findRunningServer(dataDir: string): Promise<string | null> {
  const cluster = await clusterOf(dataDir)
  const server = await readServerFile(cluster)
  if (!server?.ready || !(await servesCluster(server.pid, cluster))) return null
  const password = (await readFile(join(dataDir, 'password'), 'utf8')).trim()
  return `postgres://${NAME}:${password}@127.0.0.1:${server.port}/${NAME}`
}
