export { type Comparison, compareShares, discoveries, type Share } from './compare/compare-shares.ts'
export {
  type ConsentEvent,
  type ConsentState,
  consentFor,
  consentFromFailure,
  consentFromMessage,
  consentFromPreference,
  consentIn,
  type Evidence,
  foldConsent,
  isOwnPurpose,
  newConsent,
  type SaidMessage,
  type StopMeans,
  statementsIn,
} from './consent/consent.ts'
export { comparableWord, consentLanguages, consentWord, wordsIn } from './consent/stop-words.ts'
export * from './content/index.ts'
export { type AdviceRule, advise } from './decide/advise.ts'
export { decide } from './decide/decide.ts'
export { explain } from './decide/explain.ts'
export type { Case, Rule, Verdict } from './decide/rule.ts'
export { type RuleId, rulebook } from './decide/rulebook.ts'
export type { RuleRow } from './decide/rulebook-rows.ts'
export type * from './decision.ts'
export { marketOf } from './market/market.ts'
export { blocksMarketing, isUnitedStatesPhone } from './market/united-states.ts'
export { isRefusalOfEverything, type Outcome, outcomeOf, retryDelayMs } from './outcome/outcome.ts'
export {
  countInbound,
  type NumberPace,
  newPace,
  nextSlotAt,
  rateAt,
  slowDown,
  takeSlot,
  takeSlots,
} from './pace/number-pace.ts'
export {
  isPairIdle,
  newPairPace,
  nextPairSlotAt,
  type PairPace,
  pairAccepted,
  pairRefused,
  takePairSlot,
} from './pace/pair-pace.ts'
export { type Backwards, type Deadline, scheduleBackwards } from './pace/schedule-backwards.ts'
export { moneyText } from './price/money-text.ts'
export { type PriceQuestion, priceOf } from './price/price.ts'
export {
  type Charge,
  type ChargeQuestion,
  type PriceDifference,
  priceAfter,
  priceDifference,
  type StatusPricing,
} from './price/price-after.ts'
export type { PriceRuleId } from './price/price-rules.ts'
export { type Quote, type Quotes, quotesFor, type Saving, savingsFor } from './price/price-when.ts'
export { type CardChoice, cardFor, type Rate, rateOf } from './price/rate.ts'
export {
  advisedShare,
  type FeedbackSample,
  type NumberQuality,
  numberQuality,
  type QualityThresholds,
  qualityThresholds,
  type Rating,
} from './quality/number-quality.ts'
export {
  nextPause,
  type PauseStep,
  type TemplateHealth,
  type TemplateStanding,
  templateHealth,
} from './quality/template-health.ts'
export { type PlannedDay, planReach, type ReachPlan } from './reach/plan.ts'
export { type Freeing, leftAt, type Reach, type Reached, reachAt } from './reach/reach.ts'
export { type Climb, climbFrom, type Standing, usersOfTier } from './reach/tiers.ts'
export type * from './situation.ts'
export { isFinal, type MessageStatus, mergeStatus, messageStatuses } from './status/merge-status.ts'
export * from './template/index.ts'
export { cameFromAd, opensWindow, pricedFreeEntryPoint, type WindowEvent } from './window/events.ts'
export { awaitsReplies, foldWindow } from './window/fold.ts'
export { joinWindows } from './window/join.ts'
export { type AdEntry, type DeliveredReply, newWindow, type WindowState } from './window/state.ts'
export { customerServiceWindowAt, windowAt } from './window/view.ts'
