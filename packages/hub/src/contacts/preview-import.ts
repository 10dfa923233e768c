import { problem } from '../http/problems.ts'
import { mapColumns, type Target } from './columns.ts'
import { createCsvReader, NotCsv, readHead } from './csv.ts'
import { readPerson } from './read-person.ts'

/** How much of a file is enough to see what its columns are. In bytes. */
export const PREVIEW_BYTES = 65_536
const ROWS = 5

export type ImportPreview = {
  columns: { name: string; target: Target | null; samples: string[] }[]
  /** What must be changed before the file can be taken, in words. */
  problems: string[]
  rows: ({ line: number; phone: string; name: string } | { line: number; problem: string })[]
}

/** What the beginning of a file would become: its columns, and its first people with their numbers as they would be written to. */
export function previewImport(
  bytes: Buffer,
  { maps, country }: { maps: readonly string[]; country?: string | undefined },
): ImportPreview {
  const text = bytes.subarray(0, PREVIEW_BYTES).toString('latin1')
  const isWhole = bytes.length < PREVIEW_BYTES
  try {
    const head = readHead(text, isWhole)
    if (!head) throw new NotCsv('The first line, which names the columns, has no end: is this file CSV?')
    const { header, separator, offset, line } = head
    const records = createCsvReader({ separator, offset, line }).read(text.slice(offset), isWhole).slice(0, ROWS)
    const reading = mapColumns(header, maps)
    const columns = header.map((name, index) => ({
      name,
      target: reading.ok ? (reading.targets[index] as Target) : null,
      samples: records.flatMap((record) =>
        'cells' in record && record.cells[index]?.trim() ? [record.cells[index].trim()] : [],
      ),
    }))
    if (!reading.ok) return { columns, problems: reading.problems, rows: [] }
    const rows = records.map((record) => {
      const person = readPerson(record, { header, targets: reading.targets, country })
      return person.ok
        ? { line: record.line, phone: `+${person.person.phone}`, name: person.person.name }
        : { line: record.line, problem: person.reason }
    })
    return { columns, problems: [], rows }
  } catch (error) {
    throw error instanceof NotCsv ? problem('content-invalid', error.message, { cause: error }) : error
  }
}
