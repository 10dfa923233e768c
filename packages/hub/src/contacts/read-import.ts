import type { Purpose } from '@casement/rules'
import type pg from 'pg'
import { type JobRow, readInput } from '../jobs/queries.ts'
import { createCsvReader } from './csv.ts'
import { type ImportOptions, PIECE_BYTES } from './import-options.ts'
import { type PersonReading, readPerson } from './read-person.ts'

/** A row of the file, what it says, and `end`, the offset in the file after it. */
export type ImportRow = { line: number; end: number; bytes: string; reading: PersonReading }

/** Reads an uploaded file from a place in it on, a piece at a time. */
export async function* readImport(
  pool: pg.Pool,
  { workspace_id: workspaceId, id }: Pick<JobRow, 'workspace_id' | 'id'>,
  options: ImportOptions,
  from: { offset: number; line: number },
): AsyncGenerator<ImportRow[]> {
  const suppressed = options.suppress as Purpose | undefined
  const pieceAt = (position: number) => readInput(pool, workspaceId, id, position)
  const reader = createCsvReader({ separator: options.separator, ...from })
  let position = Math.floor(from.offset / PIECE_BYTES)
  let skip = from.offset % PIECE_BYTES
  for (let piece = await pieceAt(position); piece; ) {
    const next = await pieceAt(++position)
    const records = reader.read(piece.toString('latin1', skip), next === null)
    yield records.map((record) => {
      const reading = readPerson(record, options)
      const { line, end, bytes } = record
      return { line, end, bytes, reading: suppressed ? onlyNo(reading, suppressed) : reading }
    })
    skip = 0
    piece = next
  }
}

/** Of a suppression list nothing counts but the number. */
const onlyNo = (reading: PersonReading, purpose: Purpose): PersonReading =>
  reading.ok
    ? { ok: true, person: { ...reading.person, name: '', attributes: {}, consent: [{ purpose, choice: 'out' }] } }
    : reading
