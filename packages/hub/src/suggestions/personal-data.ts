/** What in a text may tell one person from another. Order matters: the longest kinds are looked for first. */
const KINDS = [
  ['link', /\bhttps?:\/\/\S+/giu],
  ['email', /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu],
  ['iban', /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gu],
  ['number', /\+?\p{N}(?:[\s().-]{0,2}\p{N}){3,}/gu],
] as const

/** `name` only where the caller knows the names. */
export type PersonalKind = (typeof KINDS)[number][0] | 'name'

/**
 * The text with everything personal given to `put`, which answers with what shall stand there instead: links, addresses, accounts, four
 * digits or more in a row (telephones, cards, orders, years), and the names given. A name counts as a whole word only.
 */
export function replacePersonal(
  text: string,
  names: readonly string[],
  put: (found: string, kind: PersonalKind) => string,
): string {
  let result = text
  // What was put is not looked at again: it stands between two characters that no text of a person holds.
  const kept: string[] = []
  const keep = (found: string, kind: PersonalKind) => markOf(kept.push(put(found, kind)) - 1)
  for (const [kind, pattern] of KINDS) result = result.replace(pattern, (found) => keep(found, kind))
  for (const name of wholeAndParts(names)) {
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'giu')
    result = result.replace(pattern, (found) => keep(found, 'name'))
  }
  return result.replace(/\u{E000}(\u{E002}*)\u{E001}/gu, (_, strokes: string) => kept[strokes.length] ?? '')
}

/** Whether there is anything in the text by which a person could be told from another. */
export function isPersonal(text: string, names: readonly string[]): boolean {
  let found = false
  replacePersonal(text, names, (piece) => {
    found = true
    return piece
  })
  return found
}

/** Counted in strokes, because digits would be taken for a number in their turn. */
const markOf = (index: number) => `\u{E000}${'\u{E002}'.repeat(index)}\u{E001}`

/** A name and its parts, longest first; what is shorter than two letters is left in. */
const wholeAndParts = (names: readonly string[]): string[] =>
  [...new Set(names.flatMap((name) => [name.trim(), ...name.trim().split(/\s+/)]))]
    .filter((part) => /\p{L}{2}/u.test(part))
    .sort((a, b) => b.length - a.length)
