import type { CommandDef } from 'citty'
import { startCasement } from '../start/start-casement.ts'
import { untilStopped } from '../stop-signals.ts'

export const start: CommandDef = {
  meta: { name: 'start', description: 'PostgreSQL, the emulator and the hub with its dashboard, with a demo company' },
  run: async () => {
    const stopped = untilStopped()
    const casement = await Promise.race([startCasement(process.env, console.log), stopped])
    // Stopped while starting: the parts notice that we are gone, and leave too.
    if (!casement) process.exit(130)

    if (casement.waitingFor.length === 0) console.log(`Casement is ready at ${casement.url}`)
    else console.error(`Casement runs at ${casement.url}, but is not ready. ${casement.waitingFor.join(' ')}`)
    console.log(`  Sign in, once: ${casement.signInLink}`)
    console.log(`  The phone and the clock stand beside the inbox; the emulator answers at ${casement.emulatorUrl}`)
    console.log('  Ctrl-C stops everything.')
    const broken = await Promise.race([stopped, casement.broken])
    if (broken) console.error(broken)
    await casement.stop()
    process.exit(broken ? 1 : 0)
  },
}
