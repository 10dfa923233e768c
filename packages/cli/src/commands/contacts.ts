import type { CommandDef } from 'citty'
import { importFile } from '../contacts/import-file.ts'
import { showProgress } from '../contacts/progress.ts'
import { reachHub } from '../contacts/reach-hub.ts'
import { Failure } from '../failure.ts'

export const contacts: CommandDef = {
  meta: {
    name: 'contacts',
    description: 'contacts import FILE.csv: brings people into a running hub (PUBLIC_URL or PORT, with CASEMENT_API_KEY)',
  },
  args: {
    action: { type: 'positional', required: false, description: 'import' },
    file: { type: 'positional', required: false, description: 'A CSV file whose first line names the columns' },
    map: {
      type: 'string',
      valueHint: 'col=field',
      description:
        'Repeatable. field: phone, name, firstName, lastName, ignore, attribute.KEY or consent.marketing (…utility, authentication, everything)',
    },
    country: { type: 'string', valueHint: 'GB', description: 'The country of numbers written without one' },
    wording: { type: 'string', valueHint: 'TEXT', description: 'What people agreed to, kept with each consent of the file' },
  },
  run: async ({ args, rawArgs }) => {
    const [action, file] = args._ as string[]
    if (action !== 'import' || !file)
      throw new Failure('Say what to import: casement contacts import FILE.csv [--map col=field …]', 2)
    const hub = reachHub(process.env)
    const progress = showProgress(process.stderr)
    const done = await importFile(hub, {
      file,
      maps: everyMap(rawArgs),
      ...(typeof args.country === 'string' ? { country: args.country } : {}),
      ...(typeof args.wording === 'string' ? { wording: args.wording } : {}),
      onProgress: progress.show,
    }).finally(progress.end)
    console.log(done.sentence)
    return done.rejected > 0 ? 1 : 0
  },
}

/** citty keeps the last of a repeated flag; here each counts. */
export function everyMap(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    if (arg.startsWith('--map=')) return [arg.slice('--map='.length)]
    const next = args[index + 1]
    return arg === '--map' && next !== undefined ? [next] : []
  })
}
