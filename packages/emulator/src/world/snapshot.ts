import { Refusal } from '../control/refusal.ts'
import { isRecord } from '../graph/request.ts'
import type { Meta } from './records.ts'
import { defaultSettings, type Settings } from './settings.ts'
import type { Table } from './table.ts'
import type { World } from './world.ts'
import { freshMeta } from './world.ts'

const FORMAT = 'casement-world-1'

/** The whole world as one JSON value. */
export function takeSnapshot(world: World): Record<string, unknown> {
  world.onSave()
  const tables: Record<string, unknown[]> = {}
  for (const table of world.tables()) tables[table.name] = [...table.values()]
  const clock = { ...world.meta.clock, at: world.now(), machineAt: 0 }
  return { format: FORMAT, meta: { ...world.meta, clock }, settings: world.settings, tables: structuredClone(tables) }
}

/** Puts a snapshot in the place of the world. Throws Refusal when it is none, and then leaves the world as it was. */
export function restoreWorld(world: World, snapshot: Record<string, unknown>): void {
  const { format, meta, settings, tables } = snapshot
  if (format !== FORMAT || !isRecord(meta) || !isRecord(tables)) {
    throw new Refusal(400, 'This is no snapshot: send back what GET /_emulator/snapshot gave.')
  }
  const { stats, hasMessages, hourlyAt, lastActivityAt, ...needed } = freshMeta(1, world.now(), 0, '')
  if (!fits(needed, meta) || (meta.stats !== undefined && !fits(stats, meta.stats))) {
    throw new Refusal(400, 'This snapshot is damaged: its "meta" has lost the clock, the seed, the counters or the figures.')
  }
  const rows = world.tables().map((table) => ({ table, rows: tables[table.name] ?? [] }))
  for (const one of rows) {
    if (!Array.isArray(one.rows) || !one.rows.every((row) => isRecord(row) && hasKey(one.table, row)))
      throw new Refusal(400, `This snapshot is damaged: "${one.table.name}" must be a list of rows, each with its id.`)
  }
  const kept = takeSnapshot(world)
  try {
    put(world, { stats, hasMessages, hourlyAt, lastActivityAt, ...meta }, settings, rows as Rows)
  } catch {
    put(world, kept.meta as Meta, kept.settings, rowsOf(world, kept.tables as Record<string, unknown[]>))
    throw new Refusal(400, 'This snapshot is damaged: some of its rows cannot be read.')
  }
}

type Rows = { table: Table<unknown>; rows: unknown[] }[]

const rowsOf = (world: World, tables: Record<string, unknown[]>): Rows =>
  world.tables().map((table) => ({ table, rows: tables[table.name] ?? [] }))

function put(world: World, meta: unknown, settings: unknown, rows: Rows): void {
  world.empty(structuredClone(meta) as Meta)
  world.meta.clock.machineAt = Math.floor(world.clock.machineNow())
  world.settings = { ...structuredClone(defaultSettings), ...(isRecord(settings) ? (settings as Partial<Settings>) : {}) }
  for (const { table, rows: given } of rows) for (const row of given) table.put(structuredClone(row))
  world.rebuild()
}

/** Whether a value has everything a model has, of the same type. */
function fits(model: object, value: unknown): boolean {
  if (!isRecord(value)) return false
  return Object.entries(model).every(([key, wanted]) =>
    isRecord(wanted) ? fits(wanted, value[key]) : typeof value[key] === typeof wanted,
  )
}

function hasKey(table: Table<unknown>, row: unknown): boolean {
  const key: unknown = table.keyOf(row)
  return typeof key === 'string' && key !== '' && !key.includes('undefined')
}
