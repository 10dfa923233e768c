import type { StreamEvent } from './event-stream-parser.ts'
import type { Follower, Stream, StreamState } from './stream.ts'

/** Opens a stream of its own behind an event's number. */
type Open = (after: number, on: Follower) => Stream
/** What tabs say to each other. Who leads reads the stream; the others ask it for what they missed. */
type Word =
  | { readonly kind: 'leads' }
  | { readonly kind: 'event'; readonly event: StreamEvent }
  | { readonly kind: 'state'; readonly state: StreamState; readonly unseen: boolean }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'asks'; readonly from: string; readonly after: number }
  | {
      readonly kind: 'answers'
      readonly to: string
      readonly events: readonly StreamEvent[]
      /** Nothing is missing between what was asked for and these. */
      readonly whole: boolean
      readonly state: StreamState
      readonly unseen: boolean
    }

/** So many of the last events are kept for tabs that come or wake up. */
const KEPT = 500
/** Who leads answers at once; a tab that the browser put to sleep does not. */
const PATIENCE_MS = 4_000

/**
 * One stream for all tabs of the same `name`: a browser opens six connections to a hub over HTTP/1.1, for all tabs together, and a
 * stream never gives its own back. The tab that holds the lock leads; when it closes, the next goes on behind the last event it saw.
 */
export function shareStream(name: string, open: Open, after: number, on: Follower, patienceMs = PATIENCE_MS): Stream {
  // Locks are there for pages of https and of this machine only.
  if (!globalThis.navigator?.locks || typeof BroadcastChannel === 'undefined') return open(after, on)
  const me = `${Math.random()}`
  const channel = new BroadcastChannel(name)
  const say = (word: Word) => channel.postMessage(word)

  let closed = false
  let last = after
  let own: Stream | null = null
  let state: StreamState = 'connecting'
  const recent: StreamEvent[] = []
  /** The number behind which `recent` holds everything. */
  let reaches = after
  /** What is told while an answer is awaited comes after it. */
  let held: StreamEvent[] | null = null
  let patience: ReturnType<typeof setTimeout> | undefined
  let met = false
  let inLine: AbortController | undefined
  let release: () => void = () => {}

  const hear = (event: StreamEvent) => {
    const number = event.id === null ? null : Number(event.id)
    if (number !== null) {
      if (number <= last) return
      last = number
      recent.push(event)
      if (recent.length > KEPT * 2) reaches = Number(recent.splice(0, KEPT).at(-1)?.id)
    }
    on.event(event)
  }
  const hearAll = (events: readonly StreamEvent[]) => {
    for (const event of events) hear(event)
  }
  const settle = () => {
    clearTimeout(patience)
    const waited = held ?? []
    held = null
    hearAll(waited)
  }
  const standsAt = (next: StreamState, unseen: boolean) => {
    state = next
    on.state(next)
    // A tab in the background is slow to connect again.
    if (next === 'lost' && unseen && !own && !isUnseen()) void lead(true)
  }
  const ask = () => {
    if (own || closed) return
    held ??= []
    say({ kind: 'asks', from: me, after: last })
    clearTimeout(patience)
    patience = setTimeout(() => void lead(true), patienceMs)
  }

  const begin = () => {
    const takesOver = met
    let missed = takesOver
    settle()
    say({ kind: 'leads' })
    const resumed = () => {
      say({ kind: 'resumed' })
      on.resumed()
    }
    own = open(last, {
      event: (event) => {
        say({ kind: 'event', event })
        hear(event)
      },
      state: (next) => {
        // Between two leaders the line was not lost, it is another's.
        const told = takesOver && next === 'connecting' ? (state === 'lost' ? 'lost' : 'live') : next
        state = told
        say({ kind: 'state', state: told, unseen: isUnseen() })
        on.state(told)
        if (next !== 'live' || !missed) return
        missed = false
        // What has no number, such as a move of the clock, was told to nobody meanwhile.
        resumed()
      },
      resumed,
    })
  }
  const end = () => {
    own?.close()
    own = null
  }
  const lead = async (steal: boolean): Promise<void> => {
    inLine?.abort()
    const turn = new AbortController()
    inLine = turn
    try {
      await navigator.locks.request(name, steal ? { steal } : { signal: turn.signal }, async () => {
        if (closed || turn.signal.aborted) return
        begin()
        await new Promise<void>((resolve) => {
          release = resolve
        })
      })
    } catch (error) {
      // Somebody else took the lead, or this tab asks anew. Where locks are refused altogether, each has a stream of its own.
      if ((error as Error).name !== 'AbortError' && !closed) return begin()
    }
    if (inLine !== turn) return
    end()
    met = true
    if (closed) return
    ask()
    void lead(false)
  }

  channel.onmessage = ({ data }: { data: Word }) => {
    if (closed) return
    if (data.kind === 'asks') {
      if (!own) return
      const events = recent.filter(({ id }) => Number(id) > data.after)
      return say({ kind: 'answers', to: data.from, events, whole: data.after >= reaches, state, unseen: isUnseen() })
    }
    if (own) return
    met = true
    switch (data.kind) {
      case 'leads':
        return ask()
      case 'event':
        return held ? void held.push(data.event) : hear(data.event)
      case 'state':
        return standsAt(data.state, data.unseen)
      case 'resumed':
        return on.resumed()
      case 'answers':
        if (data.to !== me) return
        if (!data.whole) {
          recent.splice(0)
          reaches = Number(data.events[0]?.id ?? last)
        }
        hearAll(data.events)
        settle()
        if (!data.whole) on.resumed()
        return standsAt(data.state, data.unseen)
    }
  }
  const wakesUp = () => {
    if (!isUnseen()) ask()
  }
  globalThis.document?.addEventListener('visibilitychange', wakesUp)
  ask()
  void lead(false)
  return {
    close: () => {
      closed = true
      clearTimeout(patience)
      globalThis.document?.removeEventListener('visibilitychange', wakesUp)
      end()
      release()
      inLine?.abort()
      channel.close()
    },
  }
}

const isUnseen = (): boolean => globalThis.document?.visibilityState === 'hidden'
