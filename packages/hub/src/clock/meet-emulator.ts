import { later, platformTime } from '@casement/platform'
import { request } from 'undici'
import type { PlatformClock } from './platform-clock.ts'

export type EmulatorInfo = {
  graphUrl: string
  phoneNumberId: string
  displayPhoneNumber: string
  testRecipient: string
  now: string
  worldId: string
  /** When `now` was heard, by this process's monotonic milliseconds. */
  heardAt: number
}

/** Asks whether the platform is an emulator of ours. Meta answers such a question with an error, which is a no. */
export async function askForEmulator(graphUrl: string): Promise<EmulatorInfo | null> {
  if (new URL(graphUrl).hostname.endsWith('facebook.com')) return null
  try {
    const answer = await request(`${graphUrl}/_emulator`, { headersTimeout: 5_000, bodyTimeout: 5_000 })
    const info = { ...((await answer.body.json()) as Partial<EmulatorInfo>), heardAt: performance.now() }
    return answer.statusCode === 200 && typeof info.worldId === 'string' ? (info as EmulatorInfo) : null
  } catch {
    return null
  }
}

/** Takes over the emulator's time and asks to be told of every move from now on. */
export async function followEmulator(
  info: EmulatorInfo,
  graphUrl: string,
  clock: PlatformClock,
  followerUrl: string,
): Promise<void> {
  clock.set({ now: later(platformTime(info.now), Math.round(performance.now() - info.heardAt)), scale: clock.speed })
  const answer = await request(`${graphUrl}/_emulator/followers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: followerUrl }),
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300)
    throw new Error(`The emulator at ${graphUrl} would not take us as a follower of its clock: ${text.slice(0, 200)}`)
}
