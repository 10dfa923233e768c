import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Failure } from '../failure.ts'
import { readPort } from '../flags.ts'

const POLICIES = ['auto', 'CBP', 'PMP_V1', 'PMP_V2'] as const
const RELAXABLE = ['window', 'throughput', 'pair', 'reach', 'marketing'] as const

type Choice<T extends readonly string[]> = T[number]

/** What `casement emulate` was asked for, ready for `createEmulator`. */
export type EmulateOptions = {
  readonly port: number
  readonly host: string
  readonly seed: number
  readonly clock: 'real' | 'manual' | number
  readonly policy: Choice<typeof POLICIES>
  readonly relax: Choice<typeof RELAXABLE>[]
  readonly dataDir?: string
  /** A whole world as JSON, to begin with. */
  readonly world?: unknown
  /** Secrets of the default world; absent ones are the emulator's own. */
  readonly wabaConfig: { readonly appSecret?: string; readonly verifyToken?: string; readonly accessToken?: string }
}

type Flags = Readonly<Record<string, unknown>>
type Environment = Readonly<Record<string, string | undefined>>

/** Reads the flags and, for the secrets that hub and emulator must share, the environment. Throws one sentence for a wrong value. */
export async function readEmulatorOptions(flags: Flags, env: Environment): Promise<EmulateOptions> {
  const text = (name: string) => (typeof flags[name] === 'string' && flags[name] !== '' ? (flags[name] as string) : undefined)
  const dataDir = text('data')
  const worldFile = text('world')
  return {
    port: readPort('--port', text('port') ?? '4010'),
    host: text('host') ?? '127.0.0.1',
    seed: readSeed(text('seed') ?? '1'),
    clock: readClock(text('clock') ?? 'real'),
    policy: readPolicy(text('policy') ?? 'auto'),
    relax: readRelax(text('relax')),
    ...(dataDir ? { dataDir: resolve(dataDir) } : {}),
    ...(worldFile ? { world: await readWorld(worldFile) } : {}),
    wabaConfig: {
      ...(env.META_APP_SECRET ? { appSecret: env.META_APP_SECRET } : {}),
      ...(env.META_VERIFY_TOKEN ? { verifyToken: env.META_VERIFY_TOKEN } : {}),
      ...(env.META_ACCESS_TOKEN ? { accessToken: env.META_ACCESS_TOKEN } : {}),
    },
  }
}

function readSeed(text: string): number {
  const seed = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed
  throw new Failure(`--seed is "${text}": give a whole number, such as 1.`)
}

function readClock(text: string): 'real' | 'manual' | number {
  if (text === 'real' || text === 'manual') return text
  const times = /^x(\d+(?:\.\d+)?)$/.exec(text)?.[1]
  if (times && Number(times) > 0) return Number(times)
  throw new Failure(`--clock is "${text}": give real, manual, or how many times faster, such as x60.`)
}

function readPolicy(text: string): EmulateOptions['policy'] {
  const policy = POLICIES.find((known) => known === text)
  if (policy) return policy
  throw new Failure(`--policy is "${text}": give one of ${POLICIES.join(', ')}.`)
}

function readRelax(text: string | undefined): EmulateOptions['relax'] {
  if (!text) return []
  if (text === 'all') return [...RELAXABLE]
  return text.split(',').map((word) => {
    const rule = RELAXABLE.find((known) => known === word.trim())
    if (rule) return rule
    throw new Failure(`--relax is "${text}": give all, or some of ${RELAXABLE.join(',')} with commas between them.`)
  })
}

async function readWorld(file: string): Promise<unknown> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(
      `--world names ${file}, which cannot be read (${error.code}). Save one with: curl localhost:4010/_emulator/snapshot > ${file}`,
    )
  })
  try {
    return JSON.parse(content)
  } catch {
    throw new Failure(`--world names ${file}, which is not JSON. Save one with: curl localhost:4010/_emulator/snapshot > ${file}`)
  }
}
