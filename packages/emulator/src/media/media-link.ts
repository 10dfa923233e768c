import { createHash } from 'node:crypto'
import { later, MINUTE, mediaLimits } from '@casement/platform'
import type { World } from '../world/world.ts'

/** What makes an address of a file good: nobody can make it up, and it says until when it holds. */
export function linkHash(world: World, id: string, seconds: number): string {
  const secret = [...world.apps.values()][0]?.secret ?? ''
  return `AT${createHash('sha256').update(`${secret}:${id}:${seconds}`).digest('base64url').slice(0, 40)}`
}

/** Where a file can be fetched from now on, for five minutes and with the token. `source` says who told the address. */
export function mediaLink(world: World, origin: string, id: string, source?: 'webhook'): string {
  const seconds = Math.floor(later(world.now(), mediaLimits.life.urlMinutes.value * MINUTE) / 1_000)
  const from = source === undefined ? '' : `&source=${source}`
  return `${origin}/whatsapp_business/attachments/?mid=${id}${from}&ext=${seconds}&hash=${linkHash(world, id, seconds)}`
}
