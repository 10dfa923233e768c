import type { PlatformTime } from '@casement/platform'
import type { MessageStatus } from '@casement/rules'
import type { z } from 'zod'
import type { Db } from '../database/database.ts'
import type { EventType } from '../events/append-events.ts'

export const severities = ['info', 'warning', 'critical'] as const
export type Severity = (typeof severities)[number]

/** Something that needs attention now. The same `key` at the next look is the same alert, whatever else changed. */
export type Cause = {
  readonly key: string
  readonly severity: Severity
  /** One sentence: what is, and what to do. */
  readonly because: string
  /** What the one button says, and where in the dashboard it leads. */
  readonly remedy: { readonly label: string; readonly href: string }
  readonly data: Readonly<Record<string, unknown>>
  /** Whom it concerns first: a person's id. Absent: everyone. */
  readonly owner?: string | null
}

export type Look = { readonly db: Db; readonly workspaceId: string; readonly now: PlatformTime }

/**
 * One kind of alert: a look at what is true now, and nothing remembered. What it finds begins or goes on, what it no longer finds is
 * over; so a look that was missed, or done twice, changes nothing.
 */
export type AlertKind<Settings extends Record<string, unknown> = Record<string, unknown>> = {
  readonly kind: string
  readonly about: string
  /** What a workspace may set, each member with its usual value. */
  readonly settings: z.ZodType<Settings, unknown>
  /** `off`: told only once a workspace asks for it. */
  readonly usual?: 'off'
  /** Whether a mail is sent, unless the workspace says otherwise. */
  readonly email: boolean
  /** Events after which a look is worth while at once; everything else waits for the minute. */
  readonly after: readonly EventType[]
  /** The same for what a message has come to. */
  readonly afterStatus?: readonly MessageStatus[]
  find(look: Look, settings: Settings): Promise<Cause[]>
  /** The next instant at which a look will find something new though nothing happened. */
  nextDueAt?(look: Look, settings: Settings): Promise<PlatformTime | null>
}

/** Keeps a kind with its own settings in a list of kinds. */
export const alertKind = <Settings extends Record<string, unknown>>(kind: AlertKind<Settings>): AlertKind =>
  kind as unknown as AlertKind

/** `1 chat`, `3 chats`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`
