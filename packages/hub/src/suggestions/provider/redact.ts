import { type PersonalKind, replacePersonal } from '../personal-data.ts'

/** Hides what is personal behind names such as `[NUMBER_1]`, the same for the same, and puts it back into what comes home. */
export type Redactor = { hide(text: string): string; show(text: string): string }

/** `names`: of the people in this conversation. What is hidden is remembered here only, and never leaves the process. */
export function createRedactor(names: readonly string[]): Redactor {
  const hidden = new Map<string, string>()
  const shown = new Map<string, string>()
  const counts = new Map<PersonalKind, number>()
  const nameOf = (found: string, kind: PersonalKind) => {
    const key = `${kind} ${found.toLowerCase()}`
    const known = hidden.get(key)
    if (known) return known
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    const name = `[${kind.toUpperCase()}_${count}]`
    hidden.set(key, name)
    shown.set(name, found)
    return name
  }
  return {
    // What a person wrote that looks like one of our names must not be taken for one afterwards.
    hide: (text) => replacePersonal(text.replace(PLACEHOLDER, '($1 $2)'), names, nameOf),
    // A model may make names up: those stand for nobody, and stay to be seen.
    show: (text) => text.replace(PLACEHOLDER, (name) => shown.get(name) ?? name),
  }
}

const PLACEHOLDER = /\[(LINK|EMAIL|IBAN|NUMBER|NAME)_(\d+)\]/g
