import type { PersonValues } from '../campaigns/fill-template.ts'

const FIELD = /\{\{\s*(name|phone|attribute\.[^|{}]{1,64}?)\s*(?:\|([^{}]{0,200}))?\}\}/g

/** Fills `{{name}}` and `{{attribute.city|your town}}`. Answers null when a field without a stand-in is not known of this person. */
export function fillText(text: string, { name, phone, attributes }: PersonValues): string | null {
  let missing = false
  const filled = text.replace(FIELD, (_all, field: string, instead: string | undefined) => {
    const known =
      field === 'name' ? name : field === 'phone' ? (phone ? `+${phone}` : '') : attributes[field.slice('attribute.'.length)]
    const value = known === undefined || known === null ? '' : String(known).trim()
    if (value === '' && instead === undefined) missing = true
    return value || (instead ?? '').trim()
  })
  return missing ? null : filled
}
