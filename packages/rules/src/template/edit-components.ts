import { objectIn } from '../content/json.ts'

type Step = string | number

/** `components[1].buttons[0].text` as steps below the list of components. */
const stepsOf = (path: string): readonly Step[] =>
  [...path.matchAll(/\.?([A-Za-z_]+)|\[(\d+)\]/g)]
    .map((found) => (found[2] === undefined ? (found[1] ?? '') : Number(found[2])))
    .slice(1)

/** What stands at a path of a finding; undefined where it leads nowhere. */
export function valueAt(components: unknown, path: string): unknown {
  let value: unknown = components
  for (const step of stepsOf(path))
    value = typeof step === 'number' ? (Array.isArray(value) ? value[step] : undefined) : objectIn(value)?.[step]
  return value
}

/** A copy with another value at the path; undefined there takes it out (of a list, too). What lies beside is shared. */
export const withValueAt = (components: unknown, path: string, value: unknown): readonly unknown[] => {
  const changed = changedAt(components, stepsOf(path), value)
  return Array.isArray(changed) ? changed : []
}

function changedAt(whole: unknown, steps: readonly Step[], value: unknown): unknown {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (typeof step === 'number') {
    const list: readonly unknown[] = Array.isArray(whole) ? whole : []
    const inner = changedAt(list[step], rest, value)
    return inner === undefined ? list.toSpliced(step, 1) : list.with(step, inner)
  }
  const { [step]: old, ...others } = objectIn(whole) ?? {}
  const inner = changedAt(old, rest, value)
  return inner === undefined ? others : { ...objectIn(whole), [step]: inner }
}
