import { Agent } from 'undici'
import { privateLookup, publicLookup } from './safe-address.ts'

/**
 * How we connect to addresses that people gave us: never into a private network, whatever a name resolves to, unless `privateToo` says
 * that it may lie there. `connections` is the most for each host. Whoever asks checks the address itself with `whyNot` before.
 */
export function createSafeAgents({
  privateToo,
  connections,
  connectMs = 5_000,
}: {
  privateToo: () => boolean
  connections: number
  connectMs?: number
}): { agent(): Agent; close(): Promise<void> } {
  const open = new Agent({ connect: { timeout: connectMs, lookup: privateLookup }, connections })
  const guarded = new Agent({ connect: { timeout: connectMs, lookup: publicLookup }, connections })
  return {
    agent: () => (privateToo() ? open : guarded),
    async close() {
      await Promise.all([open.destroy(), guarded.destroy()])
    },
  }
}
