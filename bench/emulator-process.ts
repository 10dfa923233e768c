/** An emulator in a process of its own: told its options as JSON, tells the one that started it where it is and what it uses. */
import { createEmulator, type EmulatorOptions } from '@casement/emulator'

const options = JSON.parse(process.argv[2] ?? '{}') as EmulatorOptions
const emulator = await createEmulator({ ...options, port: 0, host: '127.0.0.1', log: (sentence) => console.error(sentence) })
process.send?.({ url: await emulator.listen() })
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuUs: user + system, rssMb: process.memoryUsage().rss / 1_048_576 })
})
process.on('disconnect', () => process.exit(0))
