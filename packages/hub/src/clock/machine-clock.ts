import { type MachineTime, machineTime } from '@casement/platform'

/** The computer's own time. Handed in, so that a test can say what time it is. */
export type MachineClock = { now(): MachineTime }

export const machineClock: MachineClock = { now: () => machineTime(Date.now()) }
