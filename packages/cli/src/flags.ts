import type { ArgsDef, CommandDef } from 'citty'
import { Failure } from './failure.ts'

/** A misspelt flag must not be taken for silence: the command would do something else than was asked. */
export function refuseUnknownFlags(name: string, command: CommandDef, args: readonly string[]): void {
  const known = Object.entries((command.args ?? {}) as ArgsDef).filter(([, arg]) => arg.type !== 'positional')
  const names = known.map(([flag]) => `--${flag}`)
  const end = args.indexOf('--')
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const flag = arg.split('=', 1)[0] as string
    if (!flag.startsWith('-') || flag === '-' || names.includes(flag)) continue
    throw new Failure(
      names.length > 0
        ? `casement ${name} does not know ${flag}. It knows ${names.join(', ')}.`
        : `casement ${name} takes no flags, and was given ${flag}.`,
    )
  }
}

/** A port as people write it, or one sentence. */
export function readPort(flag: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new Failure(`${flag} is "${text}": give a port from 1 to 65535, such as 4010.`)
}
