import type { Purpose } from '../situation.ts'

export type Value = string | number | boolean

/** Hours of the week in one time zone; what is not named is closed. Days: 1 is Monday, 7 is Sunday. */
export type BusinessHours = {
  readonly timeZone: string
  /** `to` may be 24:00; it is later than `from`. */
  readonly open: readonly { readonly days: readonly number[]; readonly from: string; readonly to: string }[]
  /** Days that are closed whatever their weekday, as `YYYY-MM-DD`. */
  readonly holidays: readonly string[]
}

/** Words to be found in a text, whatever their case, accents and punctuation: all of it, or anywhere in it as whole words. */
export type Words = { readonly words: readonly string[]; readonly match: 'whole' | 'contains' }

/** What begins a run. */
export type Trigger =
  | ({ readonly kind: 'keyword' } & Words)
  | { readonly kind: 'first-message' }
  | { readonly kind: 'away'; readonly hours: BusinessHours }
  /** A tap on a button or a row of a list. `ids`: their ids, payloads or labels; none: any. */
  | { readonly kind: 'answer'; readonly ids: readonly string[] }
  /** A message that came from an ad. `sources`: ids of ads; none: any. */
  | { readonly kind: 'ad'; readonly sources: readonly string[] }
  | { readonly kind: 'window'; readonly event: 'opened' | 'closed' }
  | { readonly kind: 'window'; readonly event: 'closing'; readonly minutesBefore: number }
  /** A template of ours got there, or did not. `names`: none: any. */
  | { readonly kind: 'template'; readonly status: 'delivered' | 'read' | 'failed'; readonly names: readonly string[] }
  /** An attribute of a contact became another one; with `is`, only when it became this. */
  | { readonly kind: 'attribute'; readonly key: string; readonly is?: Value }
  /** Another program told of an event by `POST /v1/events`. */
  | { readonly kind: 'event'; readonly name: string }
  /** At an hour of some weekdays, for everybody in a segment. */
  | {
      readonly kind: 'schedule'
      readonly hour: string
      readonly weekdays: readonly number[]
      readonly timeZone: string
      /** A filter of people, as segments have it. */
      readonly people: unknown
    }

type Compared = {
  readonly is?: Value
  readonly isNot?: Value
  readonly contains?: string
  readonly above?: number
  readonly below?: number
  readonly exists?: boolean
}

export type Leaf =
  | ({ readonly attribute: string } & Compared)
  /** What the event or an HTTP call brought: `event.total`, `http.status`, `http.body.open`. */
  | ({ readonly data: string } & Compared)
  | { readonly tag: string }
  | { readonly consent: Purpose; readonly is: 'in' | 'out' | 'unsaid' }
  | { readonly country: readonly string[] }
  | { readonly window: 'open' | 'closed' }
  /** The customer service window stays open for at least so many minutes. */
  | { readonly windowLeft: number }
  | { readonly entryPoint: 'open' | 'closed' }
  | { readonly thread: 'open' | 'resolved' }
  | { readonly assigned: boolean }
  | { readonly threadTag: string }
  /** What a message of this kind would cost now, in the account's currency, is at most this amount. */
  | { readonly price: 'service' | 'utility' | 'marketing'; readonly most: string }
  | { readonly hours: BusinessHours }
  /** The message that began the run. */
  | { readonly text: Words }
  /** The last answer that the run waited for: by its words, or by the id or label of what was tapped. */
  | { readonly answer: Words }

export type Condition =
  | Leaf
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }

type Step =
  | { readonly kind: 'send'; readonly message: { readonly type: string } & Readonly<Record<string, unknown>> }
  | { readonly kind: 'wait'; readonly minutes: number }
  /** Until it is this hour where the person is. */
  | { readonly kind: 'wait-until'; readonly hour: string }
  | { readonly kind: 'ask'; readonly timeoutMinutes: number }
  | { readonly kind: 'branch'; readonly cases: readonly { readonly id: string; readonly name: string; readonly if: Condition }[] }
  | { readonly kind: 'assign'; readonly owner: string | null }
  | { readonly kind: 'tag'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'attribute'; readonly key: string; readonly value: Value | null }
  | { readonly kind: 'consent'; readonly purpose: Purpose; readonly choice: 'in' | 'out' }
  | {
      readonly kind: 'http'
      readonly method: 'GET' | 'POST' | 'PUT'
      readonly url: string
      readonly headers: Readonly<Record<string, string>>
      readonly body?: unknown
    }
  /** Leaves a draft for a person in the thread’s composer: of a model where one may be asked, else of the business’s own words. */
  | { readonly kind: 'draft'; readonly wish: string }
  | { readonly kind: 'hand-over'; readonly owner: string | null; readonly note: string }

export type StepKind = Step['kind']
export type Node = {
  readonly id: string
  /** By exit, the node that comes next; an exit that leads nowhere ends the run. */
  readonly next: Readonly<Record<string, string>>
  /** Where it stands in the picture. */
  readonly at?: { readonly x: number; readonly y: number }
} & Step
export type NodeOf<K extends StepKind> = Extract<Node, { kind: K }>

export type Limits = {
  /** At most so many runs for one person within so many hours. */
  readonly perContact: { readonly runs: number; readonly hours: number }
  /** At most so many runs that begin in one minute, for all people. */
  readonly perMinute: number
}

/** What happens by itself, as drawn: plain JSON, kept by version. */
export type Graph = {
  readonly trigger: Trigger
  /** The number it writes from. Of triggers that come with a number, only those of this one count; absent: all numbers. */
  readonly from?: string
  /** What must hold for a run to begin. */
  readonly if?: Condition
  readonly limits: Limits
  /** Also where a more specific automation begins with the same message. */
  readonly alongside: boolean
  readonly start: string | null
  readonly nodes: readonly Node[]
}

/** The exits of a node, in the order in which they are drawn. */
export function exitsOf(node: Node): readonly string[] {
  switch (node.kind) {
    case 'send':
      return ['done', 'refused']
    case 'ask':
      return ['answered', 'timeout']
    case 'branch':
      return [...node.cases.map(({ id }) => id), 'otherwise']
    case 'http':
      return ['done', 'failed']
    case 'draft':
      return ['done', 'none']
    case 'hand-over':
      return []
    default:
      return ['done']
  }
}

/** Triggers that come with a message, of which one begins at most one run. */
export const messageTriggers = ['answer', 'keyword', 'ad', 'first-message', 'away'] as const

/** Whether a run begins with something the customer did just now, so that their window is open. */
export const beginsWithMessage = ({ kind }: Trigger): boolean => (messageTriggers as readonly string[]).includes(kind)

/** Whether the trigger says by itself to which of our numbers it belongs. */
export const comesWithNumber = (trigger: Trigger): boolean =>
  beginsWithMessage(trigger) || trigger.kind === 'window' || trigger.kind === 'template'

/** How often, and for how long, an HTTP call is tried. */
export const HTTP_ATTEMPTS = 3
export const HTTP_TIMEOUT_S = 10
export const MOST_NODES = 100
export const LONGEST_WAIT_MINUTES = 90 * 24 * 60
