import { openPlatform, type Platform } from './platform.ts'
import { type ServedHub, serveHub } from './served-hub.ts'

/** A hub connected to a platform, webhooks and all. `env` is added to what connects it. */
export async function connected(
  numbers: number,
  env: Record<string, string> = {},
): Promise<{ platform: Platform; hub: ServedHub; stop(): Promise<void> }> {
  const platform = await openPlatform(numbers)
  const { about, url } = platform
  const hub = await serveHub({
    env: {
      GRAPH_URL: url,
      META_ACCESS_TOKEN: about.accessToken,
      META_APP_SECRET: about.appSecret,
      META_VERIFY_TOKEN: about.verifyToken,
      META_WABA_ID: about.wabaId,
      ...env,
    },
  })
  await platform.control('POST', '/webhook', { url: `${hub.url}/webhooks/whatsapp`, verifyToken: about.verifyToken, batch: 100 })
  return {
    platform,
    hub,
    async stop() {
      await hub.stop()
      await platform.stop()
    },
  }
}
