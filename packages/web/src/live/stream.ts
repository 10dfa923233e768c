import { workspaceHeader } from '../http/request.ts'
import { eventStreamParser, type StreamEvent } from './event-stream-parser.ts'

export type StreamState = 'connecting' | 'live' | 'lost' | 'signed-out'

export type Stream = { close: () => void }

export type Follower = {
  readonly event: (event: StreamEvent) => void
  readonly state: (state: StreamState) => void
  /** The line was gone for a while: what has no number was missed. */
  readonly resumed: () => void
}

const FIRST_WAIT = 500
const LONGEST_WAIT = 3_000
/** The hub sends a heartbeat well within this; silence for longer means that the line is dead although nobody hung up. */
const SILENCE = 45_000

/**
 * Follows the hub's domain events for as long as the page lives, and resumes behind the last one seen. Reads with `fetch`
 * because an EventSource neither tells a refused session from a lost line nor resumes after the hub was restarted.
 */
export function openStream(
  url: string,
  /** The event behind which it begins. */
  after: number,
  on: Follower,
): Stream {
  let closed = false
  let lastId = String(after)
  let wait = FIRST_WAIT
  let everLive = false
  let abort = new AbortController()
  let wake: () => void = () => {}

  const follow = async () => {
    while (!closed) {
      abort = new AbortController()
      try {
        on.state(everLive ? 'lost' : 'connecting')
        const response = await fetch(url, {
          headers: { accept: 'text/event-stream', ...workspaceHeader(), 'last-event-id': lastId },
          credentials: 'same-origin',
          cache: 'no-store',
          signal: abort.signal,
        })
        if (response.status === 401) {
          on.state('signed-out')
          return
        }
        if (!response.ok || !response.body) throw new Error(`The event stream answered ${response.status}.`)
        wait = FIRST_WAIT
        on.state('live')
        if (everLive) on.resumed()
        everLive = true
        await readAll(response.body)
      } catch {
        // Whatever ended it, the remedy is the same: wait a little and resume.
      }
      if (closed) return
      on.state('lost')
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, wait)
      })
      wait = Math.min(wait * 2, LONGEST_WAIT)
    }
  }

  const readAll = async (body: ReadableStream<Uint8Array>) => {
    const parse = eventStreamParser((event) => {
      if (event.id) lastId = event.id
      on.event(event)
    })
    const reader = body.pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>).getReader()
    let silence = setTimeout(() => abort.abort(), SILENCE)
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        clearTimeout(silence)
        silence = setTimeout(() => abort.abort(), SILENCE)
        parse(value)
      }
    } finally {
      clearTimeout(silence)
    }
  }

  const online = () => wake()
  // A browser without network may keep a dead line open for minutes.
  const offline = () => abort.abort()
  addEventListener('online', online)
  addEventListener('offline', offline)
  void follow()
  return {
    close: () => {
      closed = true
      removeEventListener('online', online)
      removeEventListener('offline', offline)
      abort.abort()
      wake()
    },
  }
}
