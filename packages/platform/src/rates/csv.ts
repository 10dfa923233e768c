export type CsvRow = { readonly line: number; readonly cells: readonly string[] }

/** Reads comma- or semicolon-separated text: quoted cells, doubled quotes, any line ending, a byte-order mark. Empty lines are left out. */
export function readCsv(csv: string): readonly CsvRow[] {
  const text = csv.replace(/^\ufeff/, '')
  const separator = separatorOf(text)
  const rows: CsvRow[] = []
  let line = 1
  let startedAt = 1
  let cell = ''
  let cells: string[] = []
  let quoted = false

  const endRow = () => {
    cells.push(cell)
    if (cells.some((one) => one.trim() !== '')) rows.push({ line: startedAt, cells })
    cells = []
    cell = ''
  }

  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (quoted) {
      if (char === '\n') line++
      if (char !== '"') cell += char
      else if (text[at + 1] === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (char === '"' && cell.trim() === '') {
      quoted = true
      cell = ''
    } else if (char === separator) {
      cells.push(cell)
      cell = ''
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[at + 1] === '\n') at++
      endRow()
      line++
      startedAt = line
    } else cell += char
  }
  endRow()
  return rows
}

/** The separator of the line that names the columns; titles may hold any of them. */
function separatorOf(text: string): string {
  const header =
    text.split(/[\r\n]+/).find((line) => /\bmarketing\b|\bcategory\b/i.test(line) && /\b(market|country|region)\b/i.test(line)) ??
    ''
  const count = (separator: string) => header.split(separator).length
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best))
}
