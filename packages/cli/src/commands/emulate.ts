import type { CommandDef } from 'citty'
import { readEmulatorOptions } from '../emulate/read-options.ts'
import { runEmulator } from '../emulate/run-emulator.ts'

export const emulate: CommandDef = {
  meta: { name: 'emulate', description: 'The emulator of the Cloud API alone' },
  args: {
    port: { type: 'string', default: '4010', valueHint: 'N', description: 'Port to listen on' },
    host: { type: 'string', valueHint: 'ADDRESS', description: 'Address to listen on; localhost by default' },
    seed: { type: 'string', valueHint: 'N', description: 'The same seed, the same chances; 1 by default' },
    world: { type: 'string', valueHint: 'FILE', description: 'A snapshot to begin with, as GET /_emulator/snapshot gives it' },
    clock: {
      type: 'string',
      valueHint: 'real|manual|x60',
      description: 'Real time (the default), moved by hand, or so many times faster',
    },
    policy: {
      type: 'string',
      valueHint: 'auto|CBP|PMP_V1|PMP_V2',
      description: 'The rules of the day (the default), or of one policy',
    },
    relax: {
      type: 'string',
      valueHint: 'RULE,…|all',
      description: 'Rules to switch off: window, throughput, pair, reach, marketing',
    },
    data: { type: 'string', valueHint: 'FOLDER', description: 'Keep the world here, and go on with it at the next start' },
  },
  run: async ({ args }) => runEmulator(await readEmulatorOptions(args, process.env)),
}
