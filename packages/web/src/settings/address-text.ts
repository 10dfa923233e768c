import { words } from '../strings/words.ts'

const THIS_MACHINE = /^(?:127\.|::1$|::ffff:127\.|(?:0{1,4}:){7}0{0,3}[01]$)/

/** Where somebody came from, in words where the address tells nothing: all that begins on the machine of the hub. */
export const addressText = (address: string | null): string =>
  address !== null && THIS_MACHINE.test(address) ? words.settings.thisMachine : (address ?? '')
