import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../database/embedded-postgres/embedded-postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The throw-away server of this run; see `createTestDatabase`. */
    postgresUrl: string
  }
}

/** Vitest global setup: one throw-away PostgreSQL for the whole run, gone with it however the run ends. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'casement-test-'))
  const server = await startEmbeddedPostgres({ dataDir, durable: false })
  project.provide('postgresUrl', server.url)
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
