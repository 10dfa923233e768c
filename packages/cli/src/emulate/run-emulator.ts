import { createEmulator, type EmulatorOptions } from '@casement/emulator'
import { untilStopped } from '../stop-signals.ts'

/** Runs the emulator until it is stopped. Tells the process that started it, if any, where it listens. */
export async function runEmulator(options: EmulatorOptions): Promise<void> {
  const stopped = untilStopped()
  const emulator = await createEmulator({ ...options, log: (sentence) => console.error(sentence) })
  const url = await emulator.listen()
  console.log(`Emulator ready at ${url}`)
  process.send?.({ ready: url })
  await stopped
  await emulator.close()
  process.exit(0)
}
