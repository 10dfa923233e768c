/** One record of a CSV file. `bytes` is the record as it stood there; `end` the offset in the file after it. */
export type CsvRecord = { line: number; end: number; bytes: string } & ({ cells: string[] } | { problem: string })

/** Longer than any row of contacts: what is longer is a quote that was never closed, or no CSV. In bytes. */
export const LONGEST_ROW = 65_536

export class NotCsv extends Error {}

const BEYOND_ASCII = /[\x80-\xff]/
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads CSV (RFC 4180, any one-byte separator, lines that end with LF or CR LF) piece by piece. Pieces are bytes as latin-1 text: each character
 * is one byte, so offsets are exact, and what people wrote is decoded cell by cell. Blank lines are skipped. A record that cannot
 * be read comes with a problem, and reading goes on with the next line. Throws NotCsv when a line has no end.
 */
export function createCsvReader({ separator, offset, line }: { separator: string; offset: number; line: number }) {
  let rest = ''
  return {
    read(piece: string, isLast: boolean): CsvRecord[] {
      const text = rest + piece
      const records: CsvRecord[] = []
      let at = 0
      while (at < text.length) {
        const record = readRecord(text, at, separator, isLast)
        if (record === null) break
        const bytes = text.slice(at, record.next)
        offset += record.next - at
        if (bytes.trim() !== '') {
          const seen = { line, end: offset, bytes }
          records.push('problem' in record ? { ...seen, problem: record.problem } : decoded(seen, record.cells))
        }
        line += record.lines
        at = record.next
      }
      rest = text.slice(at)
      if (rest.length > LONGEST_ROW) throw new NotCsv(`Line ${line} is longer than ${LONGEST_ROW} bytes: is this file CSV?`)
      return records
    },
  }
}

type Read = { next: number; lines: number } & ({ cells: string[] } | { problem: string })

/** The record that begins at `from`, or null when its end is not here yet. */
function readRecord(text: string, from: number, separator: string, isLast: boolean): Read | null {
  const newline = text.indexOf('\n', from)
  if (newline < 0 && !isLast) return null
  const next = newline < 0 ? text.length : newline + 1
  const lineEnd = newline < 0 ? text.length : newline
  const end = text[lineEnd - 1] === '\r' && lineEnd > from ? lineEnd - 1 : lineEnd
  const plain = text.slice(from, end)
  if (!plain.includes('"')) return { next, lines: 1, cells: plain.split(separator) }
  return readQuoted(text, from, separator, isLast) ?? null

  function readQuoted(all: string, start: number, between: string, last: boolean): Read | null {
    const cells: string[] = []
    let lines = 1
    let at = start
    for (;;) {
      if (all[at] === '"') {
        let cell = ''
        let open = at + 1
        for (;;) {
          const close = all.indexOf('"', open)
          if (close < 0 || close - start > LONGEST_ROW) {
            if (!last && close < 0 && all.length - start <= LONGEST_ROW) return null
            return { next, lines: 1, problem: 'A quote opens here and does not close: double it where it is meant as a sign.' }
          }
          cell += all.slice(open, close)
          at = close + 1
          if (all[at] !== '"') break
          cell += '"'
          open = at + 1
        }
        // A quote at the very end of what is here may be the first half of a doubled one.
        if (at >= all.length && !last) return null
        for (let feed = cell.indexOf('\n'); feed >= 0; feed = cell.indexOf('\n', feed + 1)) lines++
        cells.push(cell)
        if (all[at] === '\r' && (all[at + 1] === '\n' || at + 1 >= all.length)) at++
        if (at >= all.length) return last ? { next: all.length, lines, cells } : null
        if (all[at] === '\n') return { next: at + 1, lines, cells }
        if (all[at] !== between) {
          return { next, lines: 1, problem: 'Something follows a closing quote: put the whole field between quotes.' }
        }
        at++
      } else {
        const comma = all.indexOf(between, at)
        const feed = all.indexOf('\n', at)
        if (feed < 0 && !last) return null
        const stop = feed < 0 ? all.length : feed
        if (comma < 0 || comma > stop) {
          cells.push(all.slice(at, all[stop - 1] === '\r' && stop > at ? stop - 1 : stop))
          return { next: feed < 0 ? all.length : feed + 1, lines, cells }
        }
        cells.push(all.slice(at, comma))
        at = comma + 1
      }
    }
  }
}

function decoded(seen: { line: number; end: number; bytes: string }, cells: string[]): CsvRecord {
  try {
    return { ...seen, cells: BEYOND_ASCII.test(seen.bytes) ? cells.map(decode) : cells }
  } catch {
    return { ...seen, problem: 'This line is not UTF-8: save the file as “CSV UTF-8”.' }
  }
}

const decode = (cell: string) => (BEYOND_ASCII.test(cell) ? utf8.decode(Buffer.from(cell, 'latin1')) : cell)

/** Bytes as people may read them, wherever they came from; PostgreSQL takes no zero byte in a text. */
export const readable = (bytes: string): string =>
  Buffer.from(bytes, 'latin1')
    .toString('utf8')
    .replaceAll('\0', '\ufffd')
    .replace(/\r?\n$/, '')

/** A field as RFC 4180 wants it. */
export const csvField = (text: string, separator = ','): string =>
  text.includes('"') || text.includes(separator) || /[\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

const UTF8_MARK = '\xef\xbb\xbf'

export type CsvHead = { separator: string; header: string[]; offset: number; line: number }

/** What the first line says: the separator, the columns, and where the rows begin. Throws NotCsv with a sentence. */
export function readHead(piece: string, isLast: boolean): CsvHead | null {
  if (/^(\xff\xfe|\xfe\xff|\0|.\0)/.test(piece)) throw new NotCsv('The file is UTF-16: save it as “CSV UTF-8”.')
  const mark = piece.startsWith(UTF8_MARK) ? UTF8_MARK.length : 0
  // Spreadsheets write the separator into a first line of its own: `sep=;`.
  const [named = '', namedSeparator] = /^"?sep=([,;\t])"?\r?\n/i.exec(piece.slice(mark)) ?? []
  const begin = mark + named.length
  const line = named ? 2 : 1
  const text = piece.slice(begin)
  const newline = text.indexOf('\n')
  if (newline < 0 && !isLast && text.length <= LONGEST_ROW) return null
  const first = (newline < 0 ? text : text.slice(0, newline)).replace(/"[^"]*"/g, '')
  if (/\r[^\n]/.test(`${first}\n`))
    throw new NotCsv('The lines of the file end with CR alone, as old Macs wrote them: save it as “CSV UTF-8”.')
  const separator =
    namedSeparator ?? [',', ';', '\t'].reduce((best, one) => (countOf(first, one) > countOf(first, best) ? one : best))
  const [head] = createCsvReader({ separator, offset: begin, line }).read(text, isLast)
  if (!head) {
    if (text.trim() === '' && isLast) throw new NotCsv('The file is empty: its first line names the columns, such as phone,name.')
    return null
  }
  if ('problem' in head) throw new NotCsv(`The line with the names of the columns cannot be read: ${head.problem}`)
  const lines = countOf(text.slice(0, head.end - begin), '\n')
  return { separator, header: head.cells.map((cell) => cell.trim()), offset: head.end, line: line + lines }
}

const countOf = (text: string, sign: string) => text.split(sign).length - 1
