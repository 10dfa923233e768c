import { createEmulator } from '../create-emulator.ts'

/** A process of its own, to be killed: keeps its world in the folder given and says where it listens. */
const [folder = '', port = '0'] = process.argv.slice(2)
const emulator = await createEmulator({
  port: Number(port),
  host: '127.0.0.1',
  clock: 'manual',
  now: '2026-11-20T09:00:00Z',
  dataDir: folder,
})
process.stdout.write(`${await emulator.listen()}\n`)
