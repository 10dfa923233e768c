import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, reachDatabase } from '@casement/hub'
import { findRunningServer, hasCluster, startEmbeddedPostgres } from '@casement/hub/embedded-postgres'
import { Failure } from '../failure.ts'

/**
 * Works on the database this configuration means: the one of DATABASE_URL, around any pooler, or the embedded one of the data folder,
 * which is started for as long as that takes unless another Casement runs it.
 */
export async function withDatabase<T>(
  config: Config,
  { mayBeNew }: { mayBeNew: boolean },
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (config.database) {
    await reachDatabase(config.database.directUrl)
    return work(config.database.directUrl)
  }
  const dataDir = join(config.dataFolder, 'postgres')
  if (!mayBeNew && !(await hasCluster(dataDir)))
    throw new Failure(
      `There is no database in ${config.dataFolder}: set CASEMENT_DATA to the folder Casement runs with, or DATABASE_URL.`,
    )
  const running = await findRunningServer(dataDir).catch(() => null)
  if (running) return work(running)
  await mkdir(config.dataFolder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
  const server = await startEmbeddedPostgres({ dataDir, durable: true })
  try {
    return await work(server.url)
  } finally {
    await server.stop()
  }
}
