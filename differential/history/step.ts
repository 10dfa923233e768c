import type { Person } from './people.ts'

/** Our two numbers, by their place. */
export type Sender = 0 | 1

/** Where the end of a window, a limit or a month is waited for; `offsetMs` says how far beside it. */
export type Edge = 'csw' | 'fep' | 'reach' | 'pause' | 'month' | 'policy'

/**
 * One step of a history, as plain values. Each can be taken whatever came before it, so that a history stays one when steps are
 * left out: what no longer makes sense (an edge that was never set, a reply to nothing) changes nothing.
 */
export type Step =
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'pass-to'; readonly edge: Edge; readonly who: Person; readonly to: Sender; readonly offsetMs: number }
  | {
      readonly do: 'write'
      readonly who: Person
      readonly to: Sender
      readonly type: string
      readonly text?: string
      /** `post`: the link of a plain post, which gives no free entry point. */
      readonly arrival?: 'ad' | 'page' | 'post'
      readonly client?: 'phone' | 'desktop'
    }
  | { readonly do: 'call'; readonly who: Person; readonly to: Sender }
  | { readonly do: 'read'; readonly who: Person }
  | {
      readonly do: 'feedback'
      readonly who: Person
      readonly to: Sender
      readonly kind: 'block' | 'unblock' | 'report' | 'mute'
    }
  | { readonly do: 'prefer'; readonly who: Person; readonly marketing: 'stop' | 'resume' }
  | {
      readonly do: 'become'
      readonly who: Person
      readonly reachable?: boolean
      readonly onWhatsApp?: boolean
      readonly deliverAfterMs?: number | null
    }
  | {
      readonly do: 'send'
      readonly from: Sender
      readonly to: Person | 'ourselves' | 'nobody'
      /** By phone number, or by business-scoped id alone. */
      readonly by: 'phone' | 'id'
      /** A name of `outboundMessages`. */
      readonly message: string
      /** At once, whatever pace says; otherwise it waits for its slot as our sender does. */
      readonly hasty: boolean
      /** Where it is held until a known time: wait until just before it, and until it, and send again. */
      readonly waitOut: boolean
    }
  | {
      readonly do: 'template'
      readonly name: string
      readonly language: string
      readonly status?: string
      readonly quality?: string
    }
  | { readonly do: 'number'; readonly number: Sender; readonly status?: string; readonly throughput?: number }
  | { readonly do: 'tier'; readonly tier: string }
  | {
      readonly do: 'account'
      readonly locked?: boolean
      readonly unpaid?: boolean
      readonly restriction?: { readonly type: string; readonly days: number | null } | null
    }
  | { readonly do: 'block-user'; readonly who: Person; readonly number: Sender; readonly blocked: boolean }
  /** Some of what the platform tells, it tells twice. */
  | { readonly do: 'webhooks'; readonly doubled: boolean }

export type History = {
  readonly seed: number
  /** Seed of the emulated world: how long things take there. Another one changes no step. */
  readonly worldSeed: number
  /** What this history is mostly about: a key of `flavours`. */
  readonly flavour: string
  readonly start: string
  readonly timeZone: string
  readonly currency: string
  readonly steps: readonly Step[]
}

/** One line for people. */
export const describeStep = ({ do: deed, ...rest }: Step): string => `${deed} ${JSON.stringify(rest)}`
