import type { Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'

const keyOf = (waba: Waba): string => `marketing-choice:${waba.id}`

/** Whether an account keeps its marketing templates off the Cloud API, so that only the Marketing Messages API takes them. */
export const keepsMarketingOff = (world: World, waba: Waba): boolean => world.things.get(keyOf(waba))?.off === true

export function keepMarketingOff(world: World, waba: Waba, off: boolean): void {
  world.things.put({ key: keyOf(waba), kind: 'marketing-choice', off })
}
