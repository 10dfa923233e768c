/** `Hannah Whitlock` is HW, `Maja` is M; a phone number has no initials and gives its last two digits. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word))
  const first = words[0]
  if (!first) return name.replace(/\D/g, '').slice(-2) || '?'
  const last = words.length > 1 ? words[words.length - 1] : undefined
  return `${letter(first)}${last ? letter(last) : ''}`
}

const letter = (word: string): string => [...word].find((character) => /\p{L}/u.test(character))?.toLocaleUpperCase('en') ?? ''
