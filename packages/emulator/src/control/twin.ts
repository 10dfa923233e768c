import type { Followers } from '../clock/followers.ts'
import type { ClockRunner } from '../clock/run-clock.ts'
import type { Outbox } from '../webhooks/outbox.ts'
import type { WabaConfig } from '../world/default-world.ts'
import type { Journal } from '../world/journal.ts'
import type { World } from '../world/world.ts'

/** A running emulator's parts, as the control side needs them. */
export type Twin = {
  world: World
  clock: ClockRunner
  followers: Followers
  outbox: Outbox
  journal: Journal | null
  config: WabaConfig
  /** Where this emulator answers, without a slash at the end. */
  origin: () => string
  warn: (sentence: string) => void
}
