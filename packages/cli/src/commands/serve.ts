import { createHub, reachDatabase, readConfig } from '@casement/hub'
import type { CommandDef } from 'citty'
import { Failure } from '../failure.ts'
import { readPort } from '../flags.ts'
import { readRoles } from '../serve/roles.ts'
import { untilStopped } from '../stop-signals.ts'

export const serve: CommandDef = {
  meta: { name: 'serve', description: 'The hub alone, against DATABASE_URL and Meta (or whatever GRAPH_URL names)' },
  args: {
    roles: { type: 'string', valueHint: 'http,sender,jobs', description: 'What this process does; everything by default' },
    port: { type: 'string', valueHint: 'N', description: 'Port to listen on, instead of PORT' },
  },
  run: async ({ args }) => {
    const stopped = untilStopped()
    const env = typeof args.port === 'string' ? { ...process.env, PORT: String(readPort('--port', args.port)) } : process.env
    const reading = readConfig(env)
    if (!reading.ok) throw new Failure(reading.problems.join('\n'))
    if (!reading.config.database) {
      throw new Failure(
        'DATABASE_URL is not set: give the address of a PostgreSQL, such as postgres://user:password@host/casement. (npm start brings its own.)',
      )
    }
    await reachDatabase(reading.config.database.url)
    const hub = await createHub(reading.config, { roles: readRoles(args.roles) })
    const { url } = await hub.listen()
    console.log(`Casement is ready at ${url}`)
    await stopped
    await hub.close()
    process.exit(0)
  },
}
