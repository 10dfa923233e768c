import { call } from './post.ts'

/** Meta's verification: the callback must answer 200 with the bare challenge. Returns null when it did, else a sentence that says what it did. */
export async function handshake(url: string, verifyToken: string, challenge: string): Promise<string | null> {
  let target: URL
  try {
    target = new URL(url)
    if (target.protocol !== 'http:' && target.protocol !== 'https:') throw new Error('not http')
  } catch {
    return `"${url}" is no http or https URL.`
  }
  target.searchParams.set('hub.mode', 'subscribe')
  target.searchParams.set('hub.challenge', challenge)
  target.searchParams.set('hub.verify_token', verifyToken)
  const answer = await call(target.href, { method: 'GET', timeoutMs: 10_000 })
  if (answer.status === null) return `${url} did not answer the verification call (${answer.text}).`
  if (answer.status !== 200) return `${url} answered the verification call with ${answer.status}; it must be 200.`
  if (answer.text.trim() !== challenge) return `${url} answered the verification call with something else than the challenge.`
  return null
}
