/** The first lines of a CSV file: its columns and some of what stands in them. Enough to choose what each becomes; the hub reads the file. */
export function readColumns(text: string, samples = 3): { header: string[]; rows: string[][] } | null {
  const head = text.replace(/^\uFEFF/, '')
  const firstLine = head.slice(0, head.search(/\r?\n|$/))
  const separator = [',', ';', '\t', '|'].reduce(
    (best, sign) => (count(firstLine, sign) > count(firstLine, best) ? sign : best),
    ',',
  )
  const lines: string[][] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < head.length && lines.length <= samples; at++) {
    const sign = head[at] as string
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (head[at + 1] === '"') cell += head[++at]
      else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === separator) {
      cells.push(cell)
      cell = ''
    } else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && head[at + 1] === '\n') at++
      lines.push([...cells, cell])
      cells = []
      cell = ''
    } else cell += sign
  }
  if (lines.length <= samples && (cell !== '' || cells.length > 0)) lines.push([...cells, cell])
  const [header, ...rows] = lines.filter((line) => line.some((one) => one.trim() !== ''))
  return header ? { header: header.map((name) => name.trim()), rows } : null
}

const count = (line: string, sign: string) => line.split(sign).length - 1

export const TARGETS = [
  'phone',
  'name',
  'firstName',
  'lastName',
  'attribute',
  'consent.marketing',
  'consent.utility',
  'ignore',
] as const
export type ColumnTarget = (typeof TARGETS)[number]

/** What a column probably is, by its name. */
export function guessTarget(column: string): ColumnTarget {
  const bare = column.toLowerCase().replace(/[^a-z0-9.]/g, '')
  if (/^(phone|phonenumber|number|mobile|mobilenumber|cell|tel|telephone|whatsapp|waid|msisdn|e164)$/.test(bare)) return 'phone'
  if (/^(name|fullname|displayname|contactname)$/.test(bare)) return 'name'
  if (/^(firstname|givenname|forename)$/.test(bare)) return 'firstName'
  if (/^(lastname|surname|familyname)$/.test(bare)) return 'lastName'
  if (/^(consent\.marketing|marketing|optin|newsletter|consent)$/.test(bare)) return 'consent.marketing'
  return column === '' ? 'ignore' : 'attribute'
}

/** `column=field` for each, as the hub asks for it. */
export const mapOf = (header: readonly string[], targets: readonly ColumnTarget[]): string[] =>
  header.flatMap((column, at) => {
    const target = targets[at] ?? 'ignore'
    return column === '' ? [] : [`${column}=${target === 'attribute' ? `attribute.${column}` : target}`]
  })
