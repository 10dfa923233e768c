import { readConfig } from '@casement/hub'
import { Failure } from '../failure.ts'

/** A running hub, asked with a key. */
export type ReachedHub = { fetch(path: string, init?: RequestInit & { duplex?: 'half' }): Promise<Response> }

/** Where the hub is and who asks, from the environment the hub itself reads. */
export function reachHub(env: Readonly<Record<string, string | undefined>>): ReachedHub {
  const key = env.CASEMENT_API_KEY?.trim()
  if (!key) throw new Failure('CASEMENT_API_KEY is not set: give a key of the workspace; make one in the settings.')
  const reading = readConfig({ PUBLIC_URL: env.PUBLIC_URL, PORT: env.PORT })
  if (!reading.ok) throw new Failure(reading.problems.join('\n'))
  const { publicUrl } = reading.config
  return {
    async fetch(path, init = {}) {
      const answer = await fetch(publicUrl + path, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${key}` },
      }).catch((error: Error) => {
        const reason = (error.cause as Error | undefined)?.message ?? error.message
        throw new Failure(`No hub answers at ${publicUrl} (${reason}): start it, or set PUBLIC_URL to where it is.`)
      })
      if (answer.ok) return answer
      const told = (await answer.json().catch(() => ({}))) as { detail?: string }
      throw new Failure(told.detail ?? `The hub at ${publicUrl} answered ${answer.status}.`)
    },
  }
}
