import { Refusal } from '../control/refusal.ts'
import { isRecord } from '../graph/request.ts'
import type { Meta } from './records.ts'
import { defaultSettings, type Settings } from './settings.ts'
import type { World } from './world.ts'

const FORMAT = 'casement-world-1'

/** The whole world as one JSON value. */
export function takeSnapshot(world: World): Record<string, unknown> {
  world.onSave()
  const tables: Record<string, unknown[]> = {}
  for (const table of world.tables()) tables[table.name] = [...table.values()]
  const clock = { ...world.meta.clock, at: world.now(), machineAt: 0 }
  return { format: FORMAT, meta: { ...world.meta, clock }, settings: world.settings, tables: structuredClone(tables) }
}

/** Puts a snapshot in the place of the world. Throws Refusal when it is none. */
export function restoreWorld(world: World, snapshot: Record<string, unknown>): void {
  const { format, meta, settings, tables } = snapshot
  if (format !== FORMAT || !isRecord(meta) || !isRecord(tables)) {
    throw new Refusal(400, 'This is no snapshot: send back what GET /_emulator/snapshot gave.')
  }
  const rows = world.tables().map((table) => ({ table, rows: tables[table.name] ?? [] }))
  if (rows.some((one) => !Array.isArray(one.rows) || !one.rows.every(isRecord))) {
    throw new Refusal(400, 'This snapshot is damaged: each of its tables must be a list of rows.')
  }
  world.empty(structuredClone(meta) as unknown as Meta)
  world.meta.clock.machineAt = Math.floor(world.clock.machineNow())
  world.settings = { ...structuredClone(defaultSettings), ...(isRecord(settings) ? (settings as Partial<Settings>) : {}) }
  for (const one of rows) for (const row of one.rows as unknown[]) one.table.put(structuredClone(row))
  world.rebuild()
}
