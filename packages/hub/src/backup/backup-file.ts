import { createReadStream } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/**
 * A backup is one gzipped text that PostgreSQL could read too: a comment line with the header, for each table a `copy … from stdin;`
 * with its rows and `\.`, and a comment line that says how many rows there were, so that a cut-off file is known for what it is.
 */
export type BackupHeader = {
  readonly casementBackup: 1
  readonly takenAt: string
  readonly postgres: string
  /** The schema it was taken under. */
  readonly migrations: readonly string[]
  readonly partitions: readonly { parent: string; name: string; bound: string }[]
  readonly sequences: readonly { name: string; lastValue: string }[]
  /** Names the key its secrets were sealed with, without telling it; null when there was none. */
  readonly keyId: string | null
  /** Somebody held the right to send: what was queued may have left after this moment. */
  readonly sending: boolean
}
export type BackupFooter = { readonly complete: true; readonly rows: Readonly<Record<string, number>> }

export const commentLine = (value: BackupHeader | BackupFooter): string => `-- ${JSON.stringify(value)}\n`
export const copyLine = (table: string, columns: string): string => `copy ${table} (${columns}) from stdin;\n`
export const END_OF_ROWS = '\\.\n'

const NEWLINE = 10
const COPY = /^copy (\S+) \((.+)\) from stdin;$/

export type BackupTable = { readonly name: string; readonly columns: string; readonly rows: AsyncIterable<Buffer> }
export type ReadBackup = {
  /** Called once, before any table. */
  onHeader?(header: BackupHeader): Promise<void>
  /** Must read the rows to their end. */
  onTable?(table: BackupTable): Promise<void>
}

/** Reads a backup from its first byte to its last. Throws an Error whose sentence says what is wrong with it. */
export async function readBackup(
  file: string,
  { onHeader, onTable }: ReadBackup = {},
): Promise<BackupHeader & { rows: BackupFooter['rows'] }> {
  const lines = new Lines(
    pipeline(createReadStream(file), createGunzip(), () => {}),
    file,
  )
  const header = readComment<BackupHeader>(await lines.next())
  if (header?.casementBackup !== 1) throw new Error(`${file} is not a backup that this version of Casement can read.`)
  await onHeader?.(header)
  const rows: Record<string, number> = {}
  for (;;) {
    const line = await lines.next()
    if (line === null) throw new Error(`${file} ends too early: it was cut off. Take another backup.`)
    const copy = COPY.exec(line)
    if (!copy) {
      const footer = readComment<BackupFooter>(line)
      if (!footer?.complete) throw new Error(`${file} holds something that is not part of a backup.`)
      const wrong = Object.keys(footer.rows).find((table) => footer.rows[table] !== rows[table])
      if (wrong) throw new Error(`${file} holds ${rows[wrong] ?? 0} of ${footer.rows[wrong]} rows of ${wrong}: it is damaged.`)
      return { ...header, rows }
    }
    const [, name = '', columns = ''] = copy
    rows[name] = 0
    const table = countRows(lines, rows, name)
    if (onTable) await onTable({ name, columns, rows: table })
    // Whatever nobody took is read over.
    for await (const _ of table);
  }
}

async function* countRows(lines: Lines, rows: Record<string, number>, name: string): AsyncGenerator<Buffer> {
  for await (const { bytes, count } of lines.untilEndOfRows()) {
    rows[name] = (rows[name] ?? 0) + count
    yield bytes
  }
}

function readComment<T>(line: string | null): T | null {
  if (!line?.startsWith('-- ')) return null
  try {
    return JSON.parse(line.slice(3)) as T
  } catch {
    return null
  }
}

/** Lines of a stream, one at a time or in pieces of many. */
class Lines {
  private rest: Buffer = Buffer.alloc(0)
  private readonly chunks: AsyncIterator<Buffer>
  private readonly file: string

  constructor(stream: Readable, file: string) {
    this.chunks = stream[Symbol.asyncIterator]()
    this.file = file
  }

  async next(): Promise<string | null> {
    for (;;) {
      const end = this.rest.indexOf(NEWLINE)
      if (end >= 0) {
        const line = this.rest.subarray(0, end).toString()
        this.rest = this.rest.subarray(end + 1)
        return line
      }
      if (!(await this.readMore())) return null
    }
  }

  /** Whole lines, as many as are at hand, up to the line that ends them. */
  async *untilEndOfRows(): AsyncGenerator<{ bytes: Buffer; count: number }> {
    for (;;) {
      let start = 0
      let count = 0
      for (let end = this.rest.indexOf(NEWLINE); end >= 0; end = this.rest.indexOf(NEWLINE, start)) {
        if (end - start === 2 && this.rest[start] === 0x5c && this.rest[start + 1] === 0x2e) {
          const bytes = this.rest.subarray(0, start)
          this.rest = this.rest.subarray(end + 1)
          if (count > 0) yield { bytes, count }
          return
        }
        start = end + 1
        count++
      }
      const bytes = this.rest.subarray(0, start)
      this.rest = this.rest.subarray(start)
      if (count > 0) yield { bytes, count }
      if (!(await this.readMore())) throw new Error(`${this.file} ends too early: it was cut off. Take another backup.`)
    }
  }

  private async readMore(): Promise<boolean> {
    const { value, done } = await this.chunks.next().catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw new Error(`There is no file ${this.file}.`)
      throw new Error(`${this.file} cannot be read to its end (${error.message}): it is damaged, or no backup.`, { cause: error })
    })
    if (done) return false
    this.rest = this.rest.length === 0 ? value : Buffer.concat([this.rest, value])
    return true
  }
}
