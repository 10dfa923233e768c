import { eraseBooks } from '../customers/shown-number.ts'
import { RELAXABLE, type Relaxable, type Settings } from '../world/settings.ts'
import type { World } from '../world/world.ts'
import type { Body } from './input.ts'
import { Refusal } from './refusal.ts'

/** Changes some settings of a world. Throws Refusal for an unknown name or a value of another kind. */
export function changeSettings(world: World, given: Body): Settings {
  const next: Settings = { ...world.settings }
  for (const [name, value] of Object.entries(given)) {
    if (!(name in next))
      throw new Refusal(400, `There is no setting "${name}". The settings are: ${Object.keys(next).join(', ')}.`)
    ;(next as Record<string, unknown>)[name] = read(name, value, (next as Record<string, unknown>)[name])
  }
  if (world.settings.contactBook && !next.contactBook) eraseBooks(world)
  world.settings = next
  world.touchMeta()
  return next
}

function read(name: string, value: unknown, old: unknown): unknown {
  if (name === 'relax') return readRelax(value)
  if (name === 'policy') return oneOf(name, value, ['auto', 'CBP', 'PMP_V1', 'PMP_V2'])
  if (name === 'closedWindow') return oneOf(name, value, ['async', 'sync'])
  if (name === 'allowedRecipients') {
    if (value === null) return null
    if (Array.isArray(value)) return value.map((one) => String(one).replace(/\D/g, ''))
    throw new Refusal(400, '"allowedRecipients" is a list of numbers, or null for everybody.')
  }
  if (name === 'reactionOpensWindow' && value === null) return null
  const kind = name === 'reactionOpensWindow' ? 'boolean' : typeof old
  if (typeof value !== kind || (kind === 'number' && !((value as number) >= 0)))
    throw new Refusal(400, `"${name}" must be a ${kind}.`)
  return value
}

/** `window,pair`, `["window"]` or `all`. */
export function readRelax(value: unknown): Relaxable[] {
  const words =
    typeof value === 'string'
      ? value
          .split(',')
          .map((word) => word.trim())
          .filter(Boolean)
      : Array.isArray(value)
        ? value.map(String)
        : null
  if (!words) throw new Refusal(400, `"relax" is a list of ${RELAXABLE.join(', ')}, or "all".`)
  if (words.includes('all')) return [...RELAXABLE]
  const wrong = words.find((word) => !RELAXABLE.includes(word as Relaxable))
  if (wrong !== undefined) throw new Refusal(400, `"${wrong}" is no family of rules. They are: ${RELAXABLE.join(', ')}, all.`)
  return words as Relaxable[]
}

function oneOf(name: string, value: unknown, words: string[]): unknown {
  if (typeof value === 'string' && words.includes(value)) return value
  throw new Refusal(400, `"${name}" must be one of ${words.join(', ')}.`)
}
