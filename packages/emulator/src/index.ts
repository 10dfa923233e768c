export { createEmulator, type Emulator, type EmulatorOptions } from './create-emulator.ts'
export { RELAXABLE, type Relaxable, type Settings } from './world/settings.ts'
export type { World } from './world/world.ts'
