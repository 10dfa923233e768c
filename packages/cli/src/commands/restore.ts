import { readConfig } from '@casement/hub'
import { restoreBackup } from '@casement/hub/backup'
import type { CommandDef } from 'citty'
import { findKey, installKey } from '../backup/key-file.ts'
import { withDatabase } from '../backup/reach-database.ts'
import { Failure } from '../failure.ts'

export const restore: CommandDef = {
  meta: {
    name: 'restore',
    description:
      'Brings a backup into an empty database (DATABASE_URL, or the data folder). What may have been sent since waits for a person',
  },
  args: {
    file: { type: 'positional', required: false, description: 'What casement backup wrote' },
    moved: {
      type: 'boolean',
      description: 'Every process was stopped before the backup and none has run since: what was queued goes on',
    },
    'without-key': {
      type: 'boolean',
      description: 'Restore without the key of its secrets, and enter tokens and app secrets again',
    },
  },
  run: async ({ args }) => {
    const [file] = args._ as string[]
    if (!file) throw new Failure('Name the file to restore: casement restore monday.casement.gz', 2)
    const reading = readConfig(process.env)
    if (!reading.ok) throw new Failure(reading.problems.join('\n'), 2)
    const { config } = reading
    const withoutKey = args['without-key'] === true
    const secretKey = await findKey(config, file)
    const done = await withDatabase(config, { mayBeNew: true }, (url) =>
      restoreBackup({ url, file, secretKey, moved: args.moved === true, withoutKey }),
    )
    console.log(`${done.rows} rows, as they were at ${done.takenAt}, are restored. Everybody signs in again.`)
    if (!withoutKey && (await installKey(config, secretKey)))
      console.log(`The key of its secrets is in ${config.dataFolder} now.`)
    if (done.unclear > 0)
      console.log(
        `${done.unclear} messages were waiting then and may have been sent since: they are unclear, and wait for a person's word.`,
      )
    if (done.pausedCampaigns > 0)
      console.log(
        `${done.pausedCampaigns} campaigns are paused: they may have reached people since. Look at each before you resume it.`,
      )
  },
}
