/**
 * One HTTP exchange with the platform, as it went. `not-sent`: nothing left this machine, so nothing can have happened.
 * `no-answer`: bytes may have arrived and we do not know; for a send this is the unclear case, never a reason to post again.
 */
export type Exchange =
  | { kind: 'answer'; status: number; body: unknown }
  | { kind: 'not-sent'; reason: string }
  | { kind: 'no-answer'; reason: string }

export const GRAPH_VERSION = 'v25.0'

/** An answer's body: JSON where it is, otherwise its text. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
