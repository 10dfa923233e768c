import type { PlatformTime } from '@casement/platform'
import type { OwnPurpose, Purpose, Situation } from '../situation.ts'
import { consentWord } from './stop-words.ts'

/** How somebody's will became known. */
export type Evidence = {
  readonly how:
    | 'keyword'
    | 'button'
    | 'platform-preference'
    | 'platform-error'
    | 'form'
    | 'ad'
    | 'double-opt-in'
    | 'person'
    | 'import'
    | 'suppression-list'
    | 'api'
  /** The words they said, or agreed to. */
  readonly wording?: string
  /** Message, form or file that shows it. */
  readonly reference?: string
  /** The way in that asked for it, and the version of its wording. */
  readonly source?: string
  /** Who wrote it down, where it was a person of ours. */
  readonly by?: string
}

/** `resume` takes an opt-out back, and is no opt-in for somebody who never opted out. */
export type ConsentEvent = {
  readonly purpose: Purpose
  readonly choice: 'in' | 'out' | 'resume'
  readonly at: PlatformTime
  readonly evidence: Evidence
}

type Said = { readonly at: PlatformTime; readonly evidence: Evidence }
/** Where a statement is kept: the switch inside WhatsApp is remembered apart, because only itself turns it back. */
type Slot = ConsentEvent['choice'] | 'platformOut' | 'platformResume'
type SaidOfPurpose = { readonly [slot in Slot]?: Said }

/** The last of each choice, by purpose and by whether it was made in WhatsApp itself. Plain JSON of bounded size. */
export type ConsentState = { readonly [purpose in Purpose]?: SaidOfPurpose }

export const newConsent: ConsentState = {}

/** Folds one statement. Order and repetition do not matter: only a later statement of the same choice replaces one. */
export function foldConsent(state: ConsentState, { purpose, choice, at, evidence }: ConsentEvent): ConsentState {
  const said = state[purpose] ?? {}
  const slot = slotOf(choice, evidence)
  const known = said[slot]
  if (known && (known.at > at || (known.at === at && JSON.stringify(known.evidence) <= JSON.stringify(evidence)))) return state
  return { ...state, [purpose]: { ...said, [slot]: { at, evidence } } }
}

const isOfPlatform = ({ how }: Evidence): boolean => how === 'platform-preference' || how === 'platform-error'

function slotOf(choice: ConsentEvent['choice'], evidence: Evidence): Slot {
  if (!isOfPlatform(evidence) || choice === 'in') return choice
  return choice === 'out' ? 'platformOut' : 'platformResume'
}

/** All that is remembered, as statements that give the same state when they are folded again. */
export const statementsIn = (state: ConsentState): readonly ConsentEvent[] =>
  Object.entries(state).flatMap(([purpose, said]) =>
    Object.entries(said ?? {}).map(([slot, { at, evidence }]) => ({
      purpose: purpose as Purpose,
      choice: slot === 'platformOut' ? 'out' : slot === 'platformResume' ? 'resume' : (slot as ConsentEvent['choice']),
      at,
      evidence,
    })),
  )

/**
 * What holds for a purpose now, and by which evidence. Of two statements of one instant the opt-out counts. A stop made in WhatsApp
 * itself ends only there: the platform goes on refusing (131050) whatever is said to us. A resume made there is the person's own
 * word too, and takes back what they said to us before.
 */
export function consentFor(
  state: ConsentState,
  purpose: Purpose,
): { readonly choice: 'in' | 'out' | 'unsaid'; readonly said: Said | null } {
  const { in: yes, out: no, resume: word, platformOut, platformResume } = state[purpose] ?? {}
  if (platformOut && platformOut.at >= (platformResume?.at ?? Number.NEGATIVE_INFINITY))
    return { choice: 'out', said: platformOut }
  const resume = later(word, platformResume)
  if (no && no.at >= (yes?.at ?? Number.NEGATIVE_INFINITY) && no.at >= (resume?.at ?? Number.NEGATIVE_INFINITY))
    return { choice: 'out', said: no }
  const stopped = no ?? platformOut
  if (yes) return { choice: 'in', said: stopped && resume && resume.at > yes.at ? resume : yes }
  return stopped && resume ? { choice: 'in', said: resume } : { choice: 'unsaid', said: null }
}

const later = (a: Said | undefined, b: Said | undefined): Said | undefined => (a && b ? (b.at > a.at ? b : a) : (a ?? b))

const OWN = /^own\.[a-z0-9][a-z0-9-]{0,39}$/
export const isOwnPurpose = (purpose: string): purpose is OwnPurpose => OWN.test(purpose)

/** The same, as a situation asks for it. */
export function consentIn(state: ConsentState): Situation['consent'] {
  const marketing = consentFor(state, 'marketing')
  const purposes = Object.keys(state) as Purpose[]
  const agreedTo = purposes.filter(isOwnPurpose).filter((purpose) => consentFor(state, purpose).choice === 'in')
  return {
    marketing: marketing.choice,
    optedOutOf: purposes.filter((purpose) => consentFor(state, purpose).choice === 'out'),
    ...(agreedTo.length > 0 ? { agreedTo } : {}),
    ...(marketing.choice === 'out' && marketing.said && isOfPlatform(marketing.said.evidence) ? { stoppedInWhatsApp: true } : {}),
  }
}

/** A bare STOP means marketing unless the workspace widens it. */
export type StopMeans = 'marketing' | 'everything'

/** An inbound message as far as consent goes: its text, or a tapped button's text and payload. */
export type SaidMessage = {
  readonly at: PlatformTime
  readonly text?: string | undefined
  readonly button?: { readonly text?: string | undefined; readonly payload?: string | undefined } | undefined
  readonly wamid?: string
}

/** What a message says about consent: none, or one event a purpose. START takes back both a bare STOP and a widened one. */
export function consentFromMessage(message: SaidMessage, stopMeans: StopMeans = 'marketing'): readonly ConsentEvent[] {
  const { text, button, at, wamid } = message
  const said = [text, button?.text, button?.payload].find((words) => words !== undefined && consentWord(words) !== null)
  if (said === undefined) return []
  const evidence: Evidence = {
    how: button ? 'button' : 'keyword',
    wording: said,
    ...(wamid === undefined ? {} : { reference: wamid }),
  }
  if (consentWord(said) === 'stop') return [{ purpose: stopMeans, choice: 'out', at, evidence }]
  return [
    { purpose: 'marketing', choice: 'resume', at, evidence },
    { purpose: 'everything', choice: 'resume', at, evidence },
  ]
}

/** Meta's own switch in the chat, told by the `user_preferences` webhook. Other categories than marketing say nothing to us yet. */
export function consentFromPreference(
  preference: { readonly category?: string; readonly value?: string; readonly detail?: string },
  at: PlatformTime,
): readonly ConsentEvent[] {
  if (preference.category !== 'marketing_messages') return []
  if (preference.value !== 'stop' && preference.value !== 'resume') return []
  const evidence: Evidence = {
    how: 'platform-preference',
    ...(preference.detail === undefined ? {} : { wording: preference.detail }),
  }
  return [{ purpose: 'marketing', choice: preference.value === 'stop' ? 'out' : 'resume', at, evidence }]
}

const STOPPED_MARKETING = 131050

/** A send that failed because the user had stopped marketing in WhatsApp says so even where its webhook was missed. */
export const consentFromFailure = (code: number, at: PlatformTime, wamid: string): readonly ConsentEvent[] =>
  code === STOPPED_MARKETING
    ? [{ purpose: 'marketing', choice: 'out', at, evidence: { how: 'platform-error', reference: wamid } }]
    : []
