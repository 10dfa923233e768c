import { startEmbeddedPostgres } from './embedded-postgres.ts'

/** A Casement reduced to its PostgreSQL, to be killed by the test beside: says its address and stays. */
const server = await startEmbeddedPostgres({ dataDir: process.argv[2] as string, durable: true }).catch((error: Error) => {
  console.log(JSON.stringify({ error: error.message }))
  process.exit(1)
})
console.log(JSON.stringify({ url: server.url }))
process.on('SIGTERM', () => server.stop().then(() => process.exit(0)))
setInterval(() => {}, 60_000)
