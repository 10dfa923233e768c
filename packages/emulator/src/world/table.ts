/**
 * Rows by key, remembering which keys changed since the journal last looked. Rows are plain values: change one in place, then
 * `put` it again so that the change is seen.
 */
export class Table<T> {
  readonly name: string
  readonly #keyOf: (row: T) => string
  readonly #rows = new Map<string, T>()
  #changed: Set<string> | null = null

  constructor(name: string, keyOf: (row: T) => string) {
    this.name = name
    this.#keyOf = keyOf
  }

  get size(): number {
    return this.#rows.size
  }

  get(key: string): T | undefined {
    return this.#rows.get(key)
  }

  has(key: string): boolean {
    return this.#rows.has(key)
  }

  keyOf(row: T): string {
    return this.#keyOf(row)
  }

  put(row: T): T {
    const key = this.#keyOf(row)
    this.#rows.set(key, row)
    this.#changed?.add(key)
    return row
  }

  delete(key: string): void {
    if (this.#rows.delete(key)) this.#changed?.add(key)
  }

  keys(): IterableIterator<string> {
    return this.#rows.keys()
  }

  values(): IterableIterator<T> {
    return this.#rows.values()
  }

  entries(): IterableIterator<[string, T]> {
    return this.#rows.entries()
  }

  /** Removes all rows without telling the journal, which writes a fresh file after a reset. */
  clear(): void {
    this.#rows.clear()
    this.#changed?.clear()
  }

  /** From now on changes are remembered. */
  watch(): void {
    this.#changed ??= new Set()
  }

  hasChanges(): boolean {
    return this.#changed !== null && this.#changed.size > 0
  }

  /** The changes since the last call, as `[key, row]`, with null for a row that is gone. */
  takeChanges(): [string, T | null][] {
    if (!this.#changed || this.#changed.size === 0) return []
    const changes = [...this.#changed].map((key): [string, T | null] => [key, this.#rows.get(key) ?? null])
    this.#changed.clear()
    return changes
  }
}
