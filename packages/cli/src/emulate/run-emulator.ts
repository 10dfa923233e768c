import { createEmulator } from '@casement/emulator'
import { Failure } from '../failure.ts'
import { untilStopped } from '../stop-signals.ts'
import type { EmulateOptions } from './read-options.ts'

/** Runs the emulator until it is stopped. Tells the process that started it, if any, where it listens. */
export async function runEmulator(options: EmulateOptions): Promise<void> {
  const stopped = untilStopped()
  const emulator = await createEmulator(options)
  await emulator.listen().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new Failure(`Port ${options.port} is in use. Stop the program that has it, or choose another with --port.`)
  })
  const url = `http://localhost:${options.port}`
  console.log(`Emulator ready at ${url}`)
  process.send?.({ ready: url })
  await stopped
  await emulator.close()
  process.exit(0)
}
