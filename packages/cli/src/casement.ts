import { readFileSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type CommandDef, runCommand, showUsage } from 'citty'
import { describeError, Failure } from './failure.ts'
import { refuseUnknownFlags } from './flags.ts'
import { packageRoot } from './program-files.ts'

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }

// What was compiled once is kept, which halves every later start. Where it cannot be kept, nothing is lost but time.
module.enableCompileCache?.(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'casement'))

/** Loaded when asked for: judging a file needs no server. */
const commands: Record<string, () => Promise<CommandDef>> = {
  start: async () => (await import('./commands/start.ts')).start,
  serve: async () => (await import('./commands/serve.ts')).serve,
  emulate: async () => (await import('./commands/emulate.ts')).emulate,
  check: async () => (await import('./commands/check.ts')).check,
  rules: async () => (await import('./commands/rules.ts')).rules,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  backup: async () => (await import('./commands/backup.ts')).backup,
  restore: async () => (await import('./commands/restore.ts')).restore,
  contacts: async () => (await import('./commands/contacts.ts')).contacts,
  demo: async () => (await import('./commands/demo.ts')).demo,
}
const program: CommandDef = {
  meta: {
    name: 'casement',
    version,
    description: 'Self-hosted WhatsApp Business messaging, with its own emulator of the Cloud API',
  },
  subCommands: commands,
}

const [name, ...args] = process.argv.slice(2)
process.exitCode = await run(name, args).catch((error: unknown) => {
  console.error(describeError(error))
  return error instanceof Failure ? error.exitCode : 1
})

async function run(name: string | undefined, args: string[]): Promise<number> {
  if (name === '--version' || name === '-v') {
    console.log(version)
    return 0
  }
  const command = name && Object.hasOwn(commands, name) ? await commands[name]?.() : undefined
  const wantsHelp = [name, ...args].some((arg) => arg === '--help' || arg === '-h')
  if (!command && name && !wantsHelp) {
    throw new Failure(`casement has no command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
  }
  if (!command || wantsHelp) {
    await showUsage(command ?? program, command ? program : undefined)
    return command || wantsHelp ? 0 : 1
  }
  refuseUnknownFlags(name as string, command, args)
  const { result } = await runCommand(command, { rawArgs: args })
  return typeof result === 'number' ? result : 0
}
