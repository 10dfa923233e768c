import type pg from 'pg'
import { type JobRow, rejectionsAfter } from '../jobs/queries.ts'
import { REJECTED_COLUMNS } from './columns.ts'
import { createCsvReader, csvField } from './csv.ts'
import { ImportOptions } from './import-options.ts'

const PAGE = 2_000

/**
 * The rows an import could not take, as a CSV file in the shape of the one uploaded, with line and reason before each. Mended, it
 * can be uploaded as it is. A row that cannot be read as CSV stands whole in the first column.
 */
export async function* writeRejected(pool: pg.Pool, job: JobRow): AsyncGenerator<string> {
  const options = ImportOptions.safeParse(job.options)
  if (!options.success) return yield* writePlain(pool, job)
  const { separator, header } = options.data
  const line = (cells: readonly string[]) => `${cells.map((cell) => csvField(cell, separator)).join(separator)}\n`
  yield line([...REJECTED_COLUMNS, ...header])
  for (let after = 0; ; ) {
    const page = await rejectionsAfter(pool, job.workspace_id, job.id, after, PAGE)
    yield page.map((row) => line([String(row.line), row.reason, ...cellsOf(row.text, separator)])).join('')
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.line
  }
}

/** Of other work than a file: what could not be done, and to whom. */
async function* writePlain(pool: pg.Pool, job: JobRow): AsyncGenerator<string> {
  yield 'contact,reason\n'
  for (let after = 0; ; ) {
    const page = await rejectionsAfter(pool, job.workspace_id, job.id, after, PAGE)
    yield page.map(({ text, reason }) => `${csvField(text, ',')},${csvField(reason, ',')}\n`).join('')
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.line
  }
}

function cellsOf(text: string, separator: string): string[] {
  const [record] = createCsvReader({ separator, offset: 0, line: 1 }).read(Buffer.from(text).toString('latin1'), true)
  return record && 'cells' in record ? record.cells : [text]
}
