import { DAY, type PlatformTime } from '@casement/platform'
import { numberFact } from '../facts/number-fact.ts'

/** Feedback of a stretch of time: business-initiated messages delivered, and blocks, reports and mutes that followed. */
export type FeedbackSample = { readonly at: PlatformTime; readonly delivered: number; readonly negative: number }

export type Rating = 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'

export type QualityThresholds = {
  readonly days: number
  readonly halfLifeDays: number
  readonly yellowFrom: number
  readonly redFrom: number
  readonly minDeliveries: number
}

/** Meta publishes no formula: all but the days are assumptions, marked as such among the facts, and may be replaced. */
export const qualityThresholds: QualityThresholds = {
  days: numberFact('quality.days'),
  halfLifeDays: numberFact('quality.half-life-days'),
  yellowFrom: numberFact('quality.yellow-from'),
  redFrom: numberFact('quality.red-from'),
  minDeliveries: numberFact('quality.min-deliveries'),
}

/** The share of people who may opt out without anybody having to worry: a provider's advice, not a rule of the platform. */
export const advisedShare = numberFact('quality.advised-share')

export type NumberQuality = {
  /** What the feedback amounts to by our thresholds. Meta's own rating, where it is known, is the truth. */
  readonly rating: Rating
  /** Weighted share of negative feedback, 0 to 1; null while too little was delivered. */
  readonly share: number | null
  /** Against a day before: more than a tenth better, worse, or neither. */
  readonly trend: 'better' | 'steady' | 'worse' | 'unknown'
  /** Green still, but more than half of the way to yellow, or there within a day if it goes on like this. */
  readonly yellowSoon: boolean
  /** One sentence with what to do; null when all is well. */
  readonly advice: string | null
}

/** The quality of a number from its own feedback, to warn before Meta does. */
export function numberQuality(
  samples: readonly FeedbackSample[],
  now: PlatformTime,
  thresholds = qualityThresholds,
): NumberQuality {
  const share = shareAt(samples, now, thresholds)
  const dayBefore = shareAt(samples, (now - DAY) as PlatformTime, thresholds)
  const rating = ratingOf(share, thresholds)
  const trend = trendOf(share, dayBefore)
  const yellowSoon = rating === 'GREEN' && share !== null && isNearYellow(share, dayBefore, thresholds)
  return { rating, share, trend, yellowSoon, advice: adviceFor(rating, yellowSoon, share) }
}

function shareAt(
  samples: readonly FeedbackSample[],
  now: PlatformTime,
  { days, halfLifeDays, minDeliveries }: QualityThresholds,
): number | null {
  let delivered = 0
  let weighted = 0
  let negative = 0
  for (const sample of samples) {
    const age = now - sample.at
    if (age < 0 || age >= days * DAY) continue
    const weight = 0.5 ** (age / (halfLifeDays * DAY))
    delivered += sample.delivered
    weighted += sample.delivered * weight
    negative += sample.negative * weight
  }
  return delivered < minDeliveries || weighted === 0 ? null : Math.min(1, negative / weighted)
}

const ratingOf = (share: number | null, { yellowFrom, redFrom }: QualityThresholds): Rating => {
  if (share === null) return 'UNKNOWN'
  return share >= redFrom ? 'RED' : share >= yellowFrom ? 'YELLOW' : 'GREEN'
}

function trendOf(share: number | null, dayBefore: number | null): NumberQuality['trend'] {
  if (share === null || dayBefore === null) return 'unknown'
  if (share > dayBefore * 1.1) return 'worse'
  return share < dayBefore * 0.9 ? 'better' : 'steady'
}

function isNearYellow(share: number, dayBefore: number | null, { yellowFrom }: QualityThresholds): boolean {
  const growth = dayBefore === null ? 0 : Math.max(0, share - dayBefore)
  return share >= yellowFrom / 2 || share + growth >= yellowFrom
}

function adviceFor(rating: Rating, yellowSoon: boolean, share: number | null): string | null {
  const percent = share === null ? '' : `${(share * 100).toFixed(1)} %`
  if (rating === 'RED')
    return `${percent} of recipients block or report: stop campaigns from this number until it recovers, answers may go on.`
  if (rating === 'YELLOW')
    return `${percent} of recipients block or report: send only what people asked for until it is green again.`
  return yellowSoon
    ? `${percent} of recipients block or report, on the way to yellow: look at the last campaign before the next one.`
    : null
}
