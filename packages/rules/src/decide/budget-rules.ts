import { compareAmounts, type PlatformTime } from '@casement/platform'
import { moneyText } from '../price/money-text.ts'
import type { Case, Rule, Verdict } from './rule.ts'
import { timeText } from './time-text.ts'

/** The workspace's own cap on what it spends. */
export const spendRules = [
  {
    id: 'spend.cap',
    because: 'It costs more than the spend cap of this workspace still allows.',
    source: 'ours',
    code: null,
    check: (one) => withoutCard(one) ?? (ahead(one.situation.spendFreesAt, one.situation.now) === null ? overCap(one) : null),
  },
] as const satisfies readonly Rule[]

/** How often people hear from us without having asked. An answer in an open window and a code are never too many. */
export const frequencyRules = [
  {
    id: 'frequency.cap',
    because: 'Campaigns and automations have written to this person as often as the workspace allows.',
    source: 'ours',
    code: null,
    check: ({ situation: { message, frequency, now }, window }) => {
      if (!frequency || frequency.sent < frequency.cap) return null
      if (message.initiator !== 'campaign' && message.initiator !== 'automation') return null
      if (message.category === 'authentication' || message.category === 'service') return null
      if (message.initiator === 'automation' && window.csw.open && message.category === 'utility') return null
      const freesAt = ahead(frequency.freesAt, now)
      return {
        kind: 'refuse',
        because: `Campaigns and automations have written to this person ${frequency.sent === 1 ? 'once' : `${frequency.sent} times`} of late, and the workspace allows ${frequency.cap}.`,
        remedy: `${freesAt === null ? 'Write to them again later' : `Write to them again after ${timeText(freesAt)}`}, or raise the cap in the settings; answers and codes may go now.`,
      }
    },
  },
] as const satisfies readonly Rule[]

/** What waits for its time. */
export const budgetHolds = [
  {
    id: 'campaign.paused',
    because: 'Its campaign is paused.',
    source: 'ours',
    code: null,
    check: ({ situation }) =>
      situation.campaignPaused
        ? { kind: 'hold', until: null, remedy: 'It goes on when the campaign is resumed; other messages may go now.' }
        : null,
  },
  {
    id: 'quiet-hours',
    because: 'What the customer did not ask for waits until their quiet hours are over.',
    source: 'ours',
    code: null,
    check: ({ situation: { message, quietUntil, now }, businessInitiated }) =>
      quietUntil !== null &&
      quietUntil !== undefined &&
      now < quietUntil &&
      message.category !== 'authentication' &&
      (businessInitiated || message.category === 'marketing')
        ? { kind: 'hold', until: quietUntil, remedy: `It goes on ${timeText(quietUntil)}; answers and codes go at any hour.` }
        : null,
  },
  {
    id: 'spend.wait',
    because: 'It costs more than the spend cap still allows before it begins anew.',
    source: 'ours',
    code: null,
    check: (one) => {
      const freesAt = ahead(one.situation.spendFreesAt, one.situation.now)
      const over = freesAt === null || withoutCard(one) !== null ? null : overCap(one)
      return over === null || freesAt === null
        ? null
        : {
            ...over,
            kind: 'hold',
            until: freesAt,
            remedy: `It goes on ${timeText(freesAt)}, when the cap begins anew, or as soon as the cap is raised.`,
          }
    },
  },
  {
    id: 'reach.exhausted',
    because: 'The portfolio has reached as many people outside their windows as its messaging limit allows in 24 hours.',
    source: 'M:messaging-limits',
    code: 131048,
    check: ({ situation: { reach, now }, window }) => {
      if (reach.limit === null || window.csw.open || reach.alreadyReached || reach.used < reach.limit) return null
      const until = ahead(reach.freesAt, now)
      const when =
        until === null
          ? 'as soon as the first of them leaves the 24 hours'
          : `on ${timeText(until)}, when the first of them leaves the 24 hours`
      return {
        kind: 'hold',
        until,
        because: `The portfolio has reached ${reach.used} of ${reach.limit} people in the last 24 hours.`,
        remedy: `It goes ${when}; whoever writes to us may be answered now.`,
      }
    },
  },
] as const satisfies readonly Rule[]

/** A time that has passed without curing anything tells nothing about when it will be. */
const ahead = (at: PlatformTime | null | undefined, now: PlatformTime): PlatformTime | null =>
  at !== null && at !== undefined && at > now ? at : null

/** A cap in a currency that nothing is priced in cannot be kept, so nothing that costs goes below it. */
function withoutCard(one: Case): Verdict | null {
  const { situation } = one
  if ((situation.spendLeft ?? null) === null) return null
  const { amount, atMost = amount, currency } = one.price()
  if (atMost === '0' || currency === situation.currency) return null
  return {
    kind: 'refuse',
    because: `The spend cap is in ${situation.currency}, and no rate card in ${situation.currency} says what this costs.`,
    remedy: `Take the cap away, and it may go by the estimate in ${currency}; what is free may go now.`,
  }
}

function overCap(one: Case): Verdict | null {
  const left = one.situation.spendLeft ?? null
  if (left === null) return null
  const price = one.price()
  const most = price.atMost ?? price.amount
  if (most === '0' || compareAmounts(most, left) <= 0) return null
  return {
    kind: 'refuse',
    because: `It costs ${moneyText({ amount: most, currency: price.currency })}, and the spend cap leaves ${moneyText({ amount: left, currency: price.currency })}.`,
    remedy: 'Raise the spend cap, and it may go at once; what is free may go now.',
  }
}
