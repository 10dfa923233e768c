/** By what an erased person may be named in a web address. */
type Named = { identifiers: readonly string[]; names: readonly string[] }

const ERASED = 'erased'

/** The ways in which a name may stand in an address, in small letters. */
export function spellingsOf(name: string): string[] {
  const coded = encodeURIComponent(name.toWellFormed())
  const dashed = encodeURIComponent(name.toWellFormed().replaceAll(' ', '-'))
  return [...new Set([name, coded, coded.replaceAll('%20', '+'), dashed].map((one) => one.toLowerCase()))]
}

/**
 * An address without a person: their number or id wherever it stands, their whole name where it is a part of the path or a value of the
 * query. A name of one word must be the value of something called a name: `/rose` may lead many people to a flower. What is left leads
 * whoever shares the address to where it led.
 */
export function redactAddress(url: string, { identifiers, names }: Named): string {
  const withoutIds = identifiers.reduce((left, id) => {
    // Digits before it belong to a longer number, unless they write a sign, as in `%2B44`.
    const whole = new RegExp(`(?:(?<=%[0-9a-f]{2})|(?<![0-9]))${id.replace(/[^\w]/g, '\\$&')}(?![0-9])`, 'gi')
    return left.replace(whole, ERASED)
  }, url)
  const full = new Set(names.filter((name) => /\s/.test(name.trim())).flatMap(spellingsOf))
  const any = new Set(names.flatMap(spellingsOf))
  const begin = withoutIds.indexOf('/', withoutIds.indexOf('://') + 3)
  if (begin < 0) return withoutIds
  const parts = withoutIds.slice(begin).split(/([/?#&=;])/)
  const redacted = parts.map((part, at) => {
    const word = part.toLowerCase()
    const isOfName = parts[at - 1] === '=' && /name/i.test(parts[at - 2] ?? '')
    return full.has(word) || (isOfName && any.has(word)) ? ERASED : part
  })
  return withoutIds.slice(0, begin) + redacted.join('')
}
