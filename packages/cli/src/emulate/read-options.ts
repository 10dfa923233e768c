import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type EmulatorOptions, RELAXABLE } from '@casement/emulator'
import { type PolicyId, policies } from '@casement/platform'
import { Failure } from '../failure.ts'
import { readPort } from '../flags.ts'

type Flags = Readonly<Record<string, unknown>>
type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the flags and, for the secrets that hub and emulator must share, the environment. What was not said stays unsaid: a world
 * that goes on keeps what it had. Throws one sentence for a wrong value.
 */
export async function readEmulatorOptions(flags: Flags, env: Environment): Promise<EmulatorOptions> {
  const given = async <T>(name: string, key: string, read: (text: string) => T | Promise<T>) => {
    const text = flags[name]
    return typeof text === 'string' && text !== '' ? { [key]: await read(text) } : {}
  }
  return {
    port: readPort('--port', String(flags.port ?? 4010)),
    ...(await given('host', 'host', (text) => text)),
    ...(await given('seed', 'seed', readSeed)),
    ...(await given('clock', 'clock', readClock)),
    ...(await given('policy', 'policy', readPolicy)),
    ...(await given('relax', 'relax', readRelax)),
    ...(await given('data', 'dataDir', (text) => resolve(text))),
    ...(await given('world', 'world', readWorld)),
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

function readPolicy(text: string): 'auto' | PolicyId {
  const policy = text === 'auto' ? text : policies.find(({ id }) => id === text)?.id
  if (policy) return policy
  throw new Failure(`--policy is "${text}": give one of auto, ${policies.map(({ id }) => id).join(', ')}.`)
}

function readRelax(text: string): EmulatorOptions['relax'] {
  if (text === 'all') return 'all'
  return text.split(',').map((word) => {
    const rule = RELAXABLE.find((known) => known === word.trim())
    if (rule) return rule
    throw new Failure(`--relax is "${text}": give all, or some of ${RELAXABLE.join(',')} with commas between them.`)
  })
}

async function readWorld(file: string): Promise<Record<string, unknown>> {
  const hint = `Save one with: curl localhost:4010/_emulator/snapshot > ${file}`
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`--world names ${file}, which cannot be read (${error.code}). ${hint}`)
  })
  try {
    return JSON.parse(content)
  } catch {
    throw new Failure(`--world names ${file}, which is not JSON. ${hint}`)
  }
}
