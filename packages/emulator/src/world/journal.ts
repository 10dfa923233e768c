import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Meta } from './records.ts'
import type { Settings } from './settings.ts'
import type { World } from './world.ts'

/** One line: what changed since the line before, all of it or (when the line is torn) none. */
type Line = { meta?: Meta; settings?: Settings; rows?: [table: string, key: string, row: unknown][] }

const ROWS_A_LINE = 1_000
const SMALLEST_COMPACTION = 64 * 1_048_576

/**
 * Keeps a world on disk: one file of lines, each a group of changed rows, written and synced together before anything that caused
 * them is answered. Reading it back applies the lines in order; a torn last line never was.
 */
export class Journal {
  readonly #world: World
  readonly #path: string
  #file: FileHandle | null = null
  #size = 0
  #compactAt = SMALLEST_COMPACTION
  #flushing: Promise<void> | null = null
  #broken: Error | null = null

  private constructor(world: World, path: string) {
    this.#world = world
    this.#path = path
  }

  /** Opens `<folder>/world.log`, restores what it holds (`restored` says whether it held anything) and keeps it from now on. */
  static async open(world: World, folder: string): Promise<{ journal: Journal; restored: boolean }> {
    const path = join(folder, 'world.log')
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const journal = new Journal(world, path)
    const restored = await journal.#load()
    for (const table of world.tables()) table.watch()
    world.durable = () => journal.commit()
    return { journal, restored }
  }

  /** Resolves once all changes made before the call are on disk. Calls made while a write is under way share the next one. */
  async commit(): Promise<void> {
    if (this.#broken) throw this.#broken
    this.#world.onSave()
    if (!this.#isDirty()) return await (this.#flushing ?? Promise.resolve())
    if (this.#flushing) {
      await this.#flushing
      return await this.commit()
    }
    this.#flushing = this.#flush().finally(() => {
      this.#flushing = null
    })
    await this.#flushing
  }

  /** Writes the whole world into a fresh file and puts it in the place of the old one. */
  async rewrite(): Promise<void> {
    while (this.#flushing) await this.#flushing
    this.#flushing = this.#compact().finally(() => {
      this.#flushing = null
    })
    await this.#flushing
  }

  async close(): Promise<void> {
    await this.commit()
    await this.#file?.close()
    this.#file = null
  }

  #isDirty(): boolean {
    return this.#world.metaChanged || this.#world.tables().some((table) => table.hasChanges())
  }

  async #flush(): Promise<void> {
    try {
      if (!this.#file) await this.#compact()
      const text = `${JSON.stringify(this.#takeChanges())}\n`
      await this.#file?.appendFile(text)
      await this.#file?.datasync()
      this.#size += text.length
      if (this.#size > this.#compactAt) await this.#compact()
    } catch (error) {
      this.#broken = new Error(
        `The emulator cannot write to ${this.#path}: ${error instanceof Error ? error.message : String(error)}`,
      )
      throw this.#broken
    }
  }

  #takeChanges(): Line {
    const world = this.#world
    const line: Line = { meta: world.meta, settings: world.settings, rows: [] }
    world.metaChanged = false
    for (const table of world.tables()) for (const [key, row] of table.takeChanges()) line.rows?.push([table.name, key, row])
    return line
  }

  async #compact(): Promise<void> {
    const fresh = await open(`${this.#path}.new`, 'w', 0o600)
    this.#takeChanges()
    let size = 0
    for (const line of wholeWorld(this.#world)) {
      await fresh.appendFile(line)
      size += line.length
    }
    await fresh.datasync()
    await this.#file?.close()
    await rename(`${this.#path}.new`, this.#path)
    const folder = await open(dirname(this.#path), 'r')
    await folder.sync().catch(() => {})
    await folder.close()
    this.#file = fresh
    this.#size = size
    this.#compactAt = Math.max(SMALLEST_COMPACTION, size * 4)
  }

  async #load(): Promise<boolean> {
    const size = await stat(this.#path).then(
      (found) => found.size,
      () => 0,
    )
    if (size === 0) return false
    const world = this.#world
    const tables = new Map(world.tables().map((table) => [table.name, table]))
    const lines = createInterface({ input: createReadStream(this.#path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
    let found = false
    for await (const text of lines) {
      let line: Line
      try {
        line = JSON.parse(text) as Line
      } catch {
        break // Torn by a crash: nobody was answered for it.
      }
      found = true
      if (line.meta) world.meta = line.meta
      if (line.settings) world.settings = { ...world.settings, ...line.settings }
      for (const [name, key, row] of line.rows ?? []) {
        if (row === null) tables.get(name)?.delete(key)
        else tables.get(name)?.put(row)
      }
    }
    lines.close()
    if (found) world.rebuild()
    return found
  }
}

/** All rows as lines of one file. Written while nothing else runs, line after line, so that memory stays small. */
function* wholeWorld(world: World): Generator<string> {
  yield `${JSON.stringify({ meta: world.meta, settings: world.settings })}\n`
  for (const table of world.tables()) {
    let rows: Line['rows'] = []
    for (const [key, row] of table.entries()) {
      rows?.push([table.name, key, row])
      if ((rows?.length ?? 0) < ROWS_A_LINE) continue
      yield `${JSON.stringify({ rows })}\n`
      rows = []
    }
    if (rows && rows.length > 0) yield `${JSON.stringify({ rows })}\n`
  }
}

/** For people and tests: the lines of a journal, read whole. */
export const readLines = async (folder: string): Promise<string[]> =>
  (await readFile(join(folder, 'world.log'), 'utf8')).split('\n').filter((line) => line !== '')
