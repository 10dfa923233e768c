import type { ConsentEvent, Purpose } from '@casement/rules'
import { type Attributes, LONGEST_VALUE, tooMany } from './attributes.ts'
import type { Target } from './columns.ts'
import type { CsvRecord } from './csv.ts'
import { readPhone } from './phone.ts'

export type Person = {
  line: number
  phone: string
  name: string
  attributes: Attributes
  /** What the row says about consent; silence is no statement. */
  consent: { purpose: Purpose; choice: ConsentEvent['choice'] }[]
}

export type PersonReading = { ok: true; person: Person } | { ok: false; reason: string }

const YES = new Set(['yes', 'y', 'true', '1', 'in', 'opt-in', 'opted-in', 'opted in', 'subscribed'])
const NO = new Set(['no', 'n', 'false', '0', 'out', 'opt-out', 'opted-out', 'opted out', 'unsubscribed'])

/** What one row of a file says about a person, or why it cannot be taken. */
export function readPerson(
  record: CsvRecord,
  { header, targets, country }: { header: readonly string[]; targets: readonly Target[]; country?: string | undefined },
): PersonReading {
  if ('problem' in record) return refuse(record.problem)
  const { cells, line } = record
  if (cells.length > targets.length) {
    return refuse(
      `The line has ${cells.length} fields and the header ${targets.length}: put fields with separators between quotes.`,
    )
  }
  const names: Partial<Record<Target, string>> = {}
  const attributes: Attributes = {}
  const consent: Person['consent'] = []
  let written = ''
  for (let index = 0; index < cells.length; index++) {
    const cell = (cells[index] as string).trim()
    const target = targets[index] as Target
    if (cell === '' || target === 'ignore') continue
    if (cell.length > LONGEST_VALUE) return refuse(`${header[index]} is longer than ${LONGEST_VALUE} characters.`)
    if (cell.includes('\0')) return refuse(`${header[index]} holds a zero byte.`)
    if (target === 'phone') written = cell
    else if (target.startsWith('attribute.')) attributes[target.slice('attribute.'.length)] = cell
    else if (target.startsWith('consent.')) {
      const word = cell.toLowerCase()
      if (!YES.has(word) && !NO.has(word)) return refuse(`${header[index]} is "${cell.slice(0, 40)}": write yes, no, or nothing.`)
      consent.push({ purpose: target.slice('consent.'.length) as Purpose, choice: YES.has(word) ? 'in' : 'out' })
    } else names[target] = cell
  }
  const crowd = tooMany(attributes)
  if (crowd) return refuse(crowd)
  const phone = readPhone(written, country)
  if (!phone.ok) return phone
  const name = (names.name ?? [names.firstName, names.lastName].filter(Boolean).join(' ')).slice(0, 200)
  return { ok: true, person: { line, phone: phone.digits, name, attributes, consent } }
}

const refuse = (reason: string): PersonReading => ({ ok: false, reason })
