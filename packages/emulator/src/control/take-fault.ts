import type { Fault } from '../world/records.ts'
import type { World } from '../world/world.ts'

/** The fault that strikes this time, if any: the first that applies, by its count, its rhythm or its share. */
export function takeFault(world: World, target: string): Fault['fault'] | null {
  if (world.faults.size === 0) return null
  for (const fault of world.faults.values()) {
    if (fault.on !== target) continue
    fault.seen++
    world.faults.put(fault)
    if (fault.every !== null && fault.seen % fault.every !== 0) continue
    if (fault.percent !== null && world.chance() * 100 >= fault.percent) continue
    fault.hit++
    if (fault.times !== null && fault.hit >= fault.times) world.faults.delete(fault.id)
    return fault.fault
  }
  return null
}
