import type { PlatformTime } from '@casement/platform'

/** What the two windows of one (number, user) pair need to remember. Plain JSON: it is stored with the thread. */
export type WindowState = {
  readonly lastUserAt: PlatformTime | null
}
