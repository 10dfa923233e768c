import type pg from 'pg'
import { rows } from '../database/database.ts'

export type Range = { start: number; end: number }

/** Where the bytes of media are kept. `place` is remembered with each file, so that a change of the setting loses none. */
export type MediaStore = {
  readonly place: string
  put(workspaceId: string, id: string, bytes: Buffer): Promise<void>
  /** Bytes `start` to `end`, both included, in pieces. */
  read(workspaceId: string, id: string, range: Range): AsyncIterable<Buffer>
  remove(workspaceId: string, id: string): Promise<void>
}

const PIECE = 262_144

/** Keeps files in the database, in pieces, so that a part of one is read without the rest. */
export const createDatabaseStore = (pool: pg.Pool): MediaStore => ({
  place: 'pg',
  async put(workspaceId, id, bytes) {
    await pool.query('delete from media_bytes where workspace_id = $1 and media_id = $2', [workspaceId, id])
    for (let at = 0, position = 0; at < bytes.length || position === 0; at += PIECE, position++) {
      await pool.query('insert into media_bytes (workspace_id, media_id, position, bytes) values ($1, $2, $3, $4)', [
        workspaceId,
        id,
        position,
        bytes.subarray(at, at + PIECE),
      ])
    }
  },
  async *read(workspaceId, id, { start, end }) {
    const last = Math.floor(end / PIECE)
    for (let position = Math.floor(start / PIECE); position <= last; position++) {
      const [piece] = await rows<{ bytes: Buffer }>(
        pool,
        'select bytes from media_bytes where workspace_id = $1 and media_id = $2 and position = $3',
        [workspaceId, id, position],
      )
      if (!piece) throw new Error(`Piece ${position} of media ${id} is missing.`)
      const offset = position * PIECE
      yield piece.bytes.subarray(Math.max(0, start - offset), end - offset + 1)
    }
  },
  async remove(workspaceId, id) {
    await pool.query('delete from media_bytes where workspace_id = $1 and media_id = $2', [workspaceId, id])
  },
})
