import type { World } from '../world/world.ts'

/** Somebody who may work with an account, and what they may do there. */
type Assignment = { key: string; kind: 'assigned-user'; wabaId: string; user: string; tasks: string[]; [field: string]: unknown }

export const TASKS = [
  'MANAGE',
  'DEVELOP',
  'MANAGE_TEMPLATES',
  'MANAGE_PHONE',
  'VIEW_COST',
  'MANAGE_EXTENSIONS',
  'VIEW_PHONE_ASSETS',
  'MESSAGING',
] as const

const keyOf = (wabaId: string, user: string): string => `assigned-user:${wabaId}:${user}`

export function assign(world: World, wabaId: string, user: string, tasks: string[]): void {
  const row: Assignment = { key: keyOf(wabaId, user), kind: 'assigned-user', wabaId, user, tasks }
  world.things.put(row)
}

/** Returns whether the user was assigned. */
export function unassign(world: World, wabaId: string, user: string): boolean {
  const had = world.things.has(keyOf(wabaId, user))
  world.things.delete(keyOf(wabaId, user))
  return had
}

export function assignedTo(world: World, wabaId: string): { id: string; name: string; tasks: string[] }[] {
  const found: { id: string; name: string; tasks: string[] }[] = []
  for (const thing of world.things.values()) {
    if (thing.kind !== 'assigned-user' || thing.wabaId !== wabaId) continue
    const { user, tasks } = thing as Assignment
    found.push({ id: user, name: `User ${user}`, tasks })
  }
  return found
}
