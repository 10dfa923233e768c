/** What a quick reply may name: `{{contact.first_name}}`, `{{contact.city|your town}}`; after the bar stands what to say when it is not known. */
const VARIABLE = /\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}/g
const KNOWN =
  /^(contact\.(name|first_name|phone)|contact\.attributes\.[\p{L}\p{N}_ .-]{1,64}|agent\.(name|first_name)|number\.name)$/u

/** The first variable in a text that nothing will fill, or null. */
export function unknownVariable(text: string): string | null {
  for (const [whole, name] of text.matchAll(VARIABLE)) if (!KNOWN.test(name ?? '')) return whole
  return null
}
