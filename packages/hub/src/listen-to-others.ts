import { listenForHints } from './database/hints.ts'
import { EVENTS_CHANNEL } from './events/append-events.ts'
import { JOURNAL_CHANNEL } from './journal/record-webhook.ts'
import type { PresenceBoard } from './presence/presence.ts'
import { PRESENCE_CHANNEL, readPresence } from './presence/routes.ts'
import { INBOUND_CHANNEL, readInbound } from './sender/announce-inbound.ts'
import type { HubTools } from './tools.ts'
import type { Workers } from './workers.ts'

/** What other processes of the hub tell this one. Each is a hint that may be lost: it only saves waiting for the next look. */
export function listenToOthers({ directUrl, does }: HubTools, { applier, ring, sender }: Workers, presence: PresenceBoard) {
  const heard: Record<string, (payload: string) => void> = {
    [EVENTS_CHANNEL](workspaceId) {
      ring(workspaceId)
      sender.wake()
    },
    [JOURNAL_CHANNEL]() {
      if (does('jobs')) applier.wake()
    },
    [INBOUND_CHANNEL](payload) {
      const used = readInbound(payload)
      if (used) sender.spend(used.phoneNumberId, used.count)
    },
    [PRESENCE_CHANNEL](payload) {
      const told = readPresence(payload)
      if (told) presence.note(told)
    },
  }
  return listenForHints(directUrl, Object.keys(heard), (channel, payload) => heard[channel]?.(payload))
}
