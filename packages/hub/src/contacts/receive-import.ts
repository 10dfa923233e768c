import type { Readable } from 'node:stream'
import type pg from 'pg'
import { uuid7 } from '../database/uuid7.ts'
import { problem } from '../http/problems.ts'
import { createJob, makeReady, saveInput, withdrawJob } from '../jobs/queries.ts'
import { mapColumns } from './columns.ts'
import { NotCsv, readHead } from './csv.ts'
import { type ImportOptions, PIECE_BYTES } from './import-options.ts'

/** 1 GiB: some ten million rows. */
const LARGEST = 1_073_741_824

export type Upload = {
  workspaceId: string
  maps: readonly string[]
  country?: string | undefined
  file?: string | undefined
  wording?: string | undefined
  by: { id: string; name: string }
  /** What the people of a suppression list want no more of. */
  suppress?: string | undefined
  /** The campaign whose people these are. */
  campaignId?: string | undefined
}

/**
 * Takes a file into the database, a piece at a time, and makes it a job once all of it is here. What its first line already shows
 * to be wrong is a problem, and nothing is kept.
 */
export async function receiveImport(pool: pg.Pool, body: Readable, upload: Upload): Promise<{ id: string }> {
  const { workspaceId, maps, by, ...more } = upload
  const id = uuid7()
  let position = 0
  let lines = 0
  let options: ImportOptions | null = null
  try {
    for await (const { bytes, isLast } of piecesOf(body)) {
      if (options === null) {
        options = { ...readFirst(bytes, isLast, maps), ...given(more), by: by.name }
        await createJob(pool, {
          workspaceId,
          id,
          kind: more.campaignId ? 'campaign.audience' : more.suppress ? 'consent.suppress' : 'contacts.import',
          createdBy: by.id,
        })
      }
      if (position * PIECE_BYTES + bytes.length > LARGEST)
        throw problem('too-large', 'A file holds at most 1 GiB: import it in parts.')
      lines += countLines(bytes)
      await saveInput(pool, workspaceId, id, position++, bytes)
    }
  } catch (error) {
    if (options !== null) await withdrawJob(pool, workspaceId, id)
    throw error
  }
  if (options === null)
    throw problem('content-invalid', 'The file is empty: its first line names the columns, such as phone,name.')
  await makeReady(pool, { workspaceId, id, options, total: Math.max(0, lines - (options.line - 1)) })
  return { id }
}

function readFirst(bytes: Buffer, isLast: boolean, maps: readonly string[]) {
  try {
    const head = readHead(bytes.toString('latin1'), isLast)
    if (!head) throw new NotCsv('The first line, which names the columns, has no end: is this file CSV?')
    const reading = mapColumns(head.header, maps)
    if (!reading.ok) {
      const findings = reading.problems.map((fix) => ({ rule: 'import.columns', severity: 'error' as const, path: 'map', fix }))
      throw problem('content-invalid', reading.problems[0] as string, { findings })
    }
    return { ...head, targets: reading.targets }
  } catch (error) {
    throw error instanceof NotCsv ? problem('content-invalid', error.message, { cause: error }) : error
  }
}

/** The body in pieces of one size, but for the last. */
async function* piecesOf(body: Readable): AsyncGenerator<{ bytes: Buffer; isLast: boolean }> {
  let waiting: Buffer[] = []
  let size = 0
  // Not destroyed when we stop early: the caller could not hear why.
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    waiting.push(chunk)
    size += chunk.length
    // One byte more than a piece: whether it is the last must be known when it is handed on.
    while (size > PIECE_BYTES) {
      const all = Buffer.concat(waiting)
      yield { bytes: all.subarray(0, PIECE_BYTES), isLast: false }
      waiting = [all.subarray(PIECE_BYTES)]
      size -= PIECE_BYTES
    }
  }
  if (size > 0) yield { bytes: Buffer.concat(waiting), isLast: true }
}

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++
  return lines
}

/** Without members that are undefined: what is stored should say only what was said. */
const given = (options: Pick<Upload, 'country' | 'file' | 'wording' | 'campaignId' | 'suppress'>) => ({
  ...(options.suppress ? { suppress: options.suppress } : {}),
  ...(options.campaignId ? { campaignId: options.campaignId } : {}),
  ...(options.country ? { country: options.country } : {}),
  ...(options.file ? { file: options.file } : {}),
  ...(options.wording ? { wording: options.wording } : {}),
})
