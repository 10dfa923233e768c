import type { PolicyId } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'

/** Families of rules that can be switched off, so that a beginner's first send is not refused for a reason they never heard of. */
export const RELAXABLE = ['window', 'throughput', 'pair', 'reach', 'marketing'] as const
export type Relaxable = (typeof RELAXABLE)[number]

/** How one world behaves where Meta is silent or its sources disagree. Part of the world: a snapshot carries it. */
export type Settings = {
  policy: 'auto' | PolicyId
  relax: Relaxable[]
  /** A closed window fails by webhook, as production does, or answers the call itself. */
  closedWindow: 'async' | 'sync'
  /** Reactions of customers open the window; null: as the policy says. */
  reactionOpensWindow: boolean | null
  /** Share of customers in Meta's experiment, 0 to 1: business-initiated marketing to them fails with 130472. */
  experimentShare: number
  /** Marketing templates one customer gets in 24 h from everybody, outside windows, before 131049. Invented: Meta publishes none. */
  marketingCap: number
  /** Accepted sends of a new template before the next ones are held for quality assessment. Invented. */
  pacingThreshold: number
  pacingMinutes: number
  /** Template messages a portfolio with little history sends before the rest of a burst waits; 0 does not pace it. Invented. */
  portfolioBatch: number
  /** Sends of a utility template that promote before it is taken for misuse of the category. Invented. */
  misuseSends: number
  /** Utility messages in 24 h of an account whose utility is capped for misuse. Invented: Meta publishes none. */
  utilityCap: number
  /** A number at RED pauses its most complained-about templates too, as one reading of the documents has it. */
  redNumberPausesTemplates: boolean
  qualityDowngrade: boolean
  /** Deliveries below which nothing is rated. Invented, as the whole formula is. */
  qualityMinimum: number
  /** Minutes from an earned higher limit to its coming into force; Meta says within six hours. */
  upgradeMinutes: number
  /** Keep sending `phone_number_quality_update` with the limit, as before February 2026. */
  legacyLimitWebhook: boolean
  /** Leave `contacts` out of failed statuses, as one page of the documentation has it. */
  bareFailures: boolean
  /** Minutes of platform time a template's review takes. */
  reviewMinutes: number
  /** A number may only write to these recipients (digits), as test numbers do; null: to everybody. */
  allowedRecipients: string[] | null
  /** Groups are for official businesses with a high messaging limit; off: for every number. */
  groupsNeedEligibility: boolean
  /** Portfolios keep the phone numbers they had to do with, whatever usernames people take. Switching it off empties all of them. */
  contactBook: boolean
  /** Media that is sent by link is fetched before it is accepted, and fails when it cannot be. */
  fetchLinks: boolean
}

const ALWAYS = '9999-12-31'

export const defaultSettings: Settings = {
  policy: 'auto',
  relax: [],
  closedWindow: 'async',
  reactionOpensWindow: null,
  experimentShare: 0,
  marketingCap: numberOn('marketing.cap', ALWAYS),
  pacingThreshold: numberOn('templates.pacing-threshold', ALWAYS),
  pacingMinutes: numberOn('templates.pacing-hold-minutes', ALWAYS),
  portfolioBatch: 0,
  misuseSends: numberOn('templates.utility-misuse-sends', ALWAYS),
  utilityCap: numberOn('templates.utility-cap', ALWAYS),
  redNumberPausesTemplates: false,
  qualityDowngrade: false,
  qualityMinimum: numberOn('quality.min-deliveries', ALWAYS),
  upgradeMinutes: 180,
  legacyLimitWebhook: false,
  bareFailures: false,
  reviewMinutes: 5,
  allowedRecipients: null,
  groupsNeedEligibility: true,
  contactBook: true,
  fetchLinks: false,
}
