import type { FastifyInstance } from 'fastify'
import type { World } from '../world/world.ts'

const LOOK_EVERY_MS = 300
const SIGN_OF_LIFE_MS = 15_000

/**
 * `GET /_emulator/stream`: server-sent events that say that something changed, not what: `event: changed`, `data: {now, scale,
 * worldId, policy}`. Looks only while somebody listens, so a send costs nothing for it.
 */
export function serveStream(app: FastifyInstance, world: World): void {
  const listeners = new Set<(text: string) => void>()
  let looking: NodeJS.Timeout | null = null
  let seen = ''

  const look = () => {
    const signs = signsOf(world)
    if (signs === seen) return
    seen = signs
    const text = eventOf(world)
    for (const tell of listeners) tell(text)
  }
  const begin = () => {
    seen = signsOf(world)
    looking ??= setInterval(look, LOOK_EVERY_MS)
    looking.unref()
  }
  const end = () => {
    if (looking) clearInterval(looking)
    looking = null
  }

  app.get('/_emulator/stream', (request, reply) => {
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    raw.write(eventOf(world))
    const tell = (text: string) => void raw.write(text)
    const alive = setInterval(() => raw.write(': still here\n\n'), SIGN_OF_LIFE_MS)
    alive.unref()
    listeners.add(tell)
    begin()
    request.raw.on('close', () => {
      clearInterval(alive)
      listeners.delete(tell)
      if (listeners.size === 0) end()
    })
  })
  app.addHook('onClose', async () => end())
}

const eventOf = (world: World): string => {
  const policy = world.policyOf([...world.wabas.values()][0]).id
  const { worldId } = world.meta
  return `event: changed\ndata: ${JSON.stringify({ now: new Date(world.now()).toISOString(), scale: world.clock.scale, worldId, policy })}\n\n`
}

/** Differs after every change that the page could show; time that only passes is no change. */
function signsOf(world: World): string {
  const { worldId, counter, order, clock, stats } = world.meta
  const sizes = world.tables().map((table) => table.size)
  return JSON.stringify([worldId, counter, order, clock.scale, clock.scale === 1 ? 0 : clock.at, stats, sizes, world.settings])
}
