import { readConfig } from '@casement/hub'
import { readSecretKey, writeBackup } from '@casement/hub/backup'
import type { CommandDef } from 'citty'
import { keyFileOf, refuseOldKeyFile, saveKey } from '../backup/key-file.ts'
import { withDatabase } from '../backup/reach-database.ts'
import { Failure } from '../failure.ts'

export const backup: CommandDef = {
  meta: {
    name: 'backup',
    description: 'Writes everything the database holds at one moment into FILE, while the hub goes on, and reads it back',
  },
  args: {
    file: { type: 'positional', required: false, description: 'A file that does not exist yet, such as monday.casement.gz' },
  },
  run: async ({ args }) => {
    const [file] = args._ as string[]
    if (!file) throw new Failure('Name the file to write: casement backup monday.casement.gz', 2)
    const reading = readConfig(process.env)
    if (!reading.ok) throw new Failure(reading.problems.join('\n'), 2)
    const { config } = reading
    await refuseOldKeyFile(file)
    const secretKey = await readSecretKey(config)
    const done = await withDatabase(config, { mayBeNew: false }, (url) => writeBackup({ url, file, secretKey }))
    console.log(`${done.rows} rows of ${done.tables} tables are in ${file}, read back and complete.`)
    console.log(
      (await saveKey(config, secretKey, file))
        ? `The key that opens its secrets is in ${keyFileOf(file)}: keep the two apart.`
        : secretKey
          ? 'The key that opens its secrets is CASEMENT_SECRET_KEY: keep it apart from the backup.'
          : 'It holds secrets that were sealed with a key this machine does not have: keep CASEMENT_SECRET_KEY, or the file secret-key of the data folder, too.',
    )
    if (config.mediaStore.kind === 's3') console.log('Media files are in the bucket of MEDIA_STORE, and not in it.')
  },
}
