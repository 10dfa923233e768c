import { isOwnPurpose, type Purpose } from '@casement/rules'
import { PURPOSES } from './consent-view.ts'

/** What a column of a file becomes. */
export type Target = 'phone' | 'name' | 'firstName' | 'lastName' | 'ignore' | `consent.${Purpose}` | `attribute.${string}`

/** Columns of our own files of rejected rows: a mended one can be uploaded as it is. */
export const REJECTED_COLUMNS = ['rejected_line', 'rejected_reason'] as const

const WORDS: Record<string, Target> = Object.fromEntries(
  Object.entries({
    phone:
      'phone phonenumber number mobile mobilenumber mobilephone cell cellphone tel telephone whatsapp whatsappnumber waid msisdn e164',
    name: 'name fullname displayname contactname',
    firstName: 'firstname givenname forename',
    lastName: 'lastname surname familyname',
  }).flatMap(([target, words]) => words.split(' ').map((word) => [word, target as Target])),
)

export type ColumnReading = { ok: true; targets: Target[] } | { ok: false; problems: string[] }

/**
 * What each column of a header becomes: what the caller's `column=field` say, else what its name says, else an attribute under
 * its own name. Exactly one column must be the phone number.
 */
export function mapColumns(header: readonly string[], maps: readonly string[] = []): ColumnReading {
  const problems: string[] = []
  const asked = new Map<string, Target>()
  for (const map of maps) {
    const cut = map.lastIndexOf('=')
    const [column, field] = [map.slice(0, cut).trim(), map.slice(cut + 1).trim()]
    const target = cut < 1 ? null : readTarget(field)
    if (target === null) {
      problems.push(
        `"${map}" maps nothing: write column=field, the field one of phone, name, firstName, lastName, ignore, attribute.KEY or ${PURPOSES.map((one) => `consent.${one}`).join(', ')}.`,
      )
    } else if (!header.includes(column)) problems.push(`The file has no column "${column}"; it has ${header.join(', ')}.`)
    else asked.set(column, target)
  }
  const taken = new Set(asked.values())
  const targets = header.map((column): Target => {
    const mapped = asked.get(column)
    if (mapped) return mapped
    if (column === '' || (REJECTED_COLUMNS as readonly string[]).includes(column)) return 'ignore'
    const known = readTarget(column) ?? WORDS[column.toLowerCase().replace(/[^a-z0-9]/g, '')]
    if (known && !taken.has(known)) {
      taken.add(known)
      return known
    }
    return `attribute.${column.slice(0, 64)}`
  })
  const phones = targets.filter((target) => target === 'phone').length
  if (phones === 0 && problems.length === 0) {
    problems.push(`No column holds the phone number: name one "phone", or say which it is with ${header[0] || 'Column'}=phone.`)
  }
  const twice = targets.find((target, index) => target !== 'ignore' && targets.indexOf(target) !== index)
  if (twice) problems.push(`Two columns would become ${twice}: map one of them to something else, or to ignore.`)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, targets }
}

function readTarget(field: string): Target | null {
  if (/^(phone|name|firstName|lastName|ignore)$/.test(field)) return field as Target
  if (
    PURPOSES.some((purpose) => field === `consent.${purpose}`) ||
    (field.startsWith('consent.') && isOwnPurpose(field.slice(8)))
  )
    return field as Target
  return /^attribute\..{1,64}$/.test(field) ? (field as Target) : null
}
