import { compareAmounts, SECOND } from '@casement/platform'
import { type Fate, isFreeEntryPoint } from './fate.ts'
import type { Outlook, Truth } from './outlook.ts'

/**
 * What is not compared, each with its reason. Nothing else is: a difference that no row of this table excuses is a bug of one side.
 * `excuses` is as narrow as it can be, so that the same code for another reason is still a disagreement.
 */
export type LeftOut = {
  readonly id: string
  readonly because: string
  readonly excuses: (outlook: Outlook, fate: Fate, truth: Truth) => boolean
}

const failedWith = (fate: Fate, code: number): boolean => fate.kind === 'failed' && fate.code === code
const isEstimated = ({ window }: Outlook['decision']): boolean =>
  window.fep.state === 'candidate' || window.fep.state === 'estimated'
const decidedBy = ({ decision }: Pick<Outlook, 'decision'>, rule: string): boolean =>
  decision.kind !== 'send' && decision.rule === rule

export const OPENED_MEANWHILE: Omit<LeftOut, 'excuses'> = {
  id: 'unsettled.conversation-opened-meanwhile',
  because:
    'Under conversation-based pricing a delivery is charged by what is open then. Of two messages on their way at once, or one that arrives after its conversation ended or after its reader came by an ad or a Page button, we cannot say before.',
}

export const leftOut: readonly LeftOut[] = [
  {
    id: 'platform.undeliverable',
    because: 'Only the platform knows who is on WhatsApp and can be reached (131026).',
    excuses: (_outlook, fate, { unreachable }) => unreachable && failedWith(fate, 131026),
  },
  {
    id: 'platform.reachable-again',
    because: 'Nobody tells us that somebody who could not be reached can be reached again (131026).',
    excuses: (outlook, fate) => decidedBy(outlook, 'recipient.undeliverable') && fate.kind === 'sent',
  },
  {
    id: 'platform.marketing-cap',
    because:
      'Meta caps marketing to one person over all businesses and tells nobody how (131049). Not the United States: those are known.',
    excuses: ({ situation }, fate, { american }) =>
      !american && situation.message.category === 'marketing' && failedWith(fate, 131049),
  },
  {
    id: 'platform.experiment',
    because: 'Only the platform knows who is part of its experiment (130472).',
    excuses: (_outlook, fate) => failedWith(fate, 130472),
  },
  {
    id: 'ours.consent-in-words',
    because: 'STOP in words, or an opt-out recorded elsewhere, is obeyed by us; the platform does nothing with it.',
    excuses: (outlook, fate, { optedOutInWords }) =>
      decidedBy(outlook, 'consent.opted-out') && optedOutInWords && fate.kind === 'sent',
  },
  {
    id: 'ours.cautious-about-estimates',
    because: 'Without a way to pay we send nothing that is free only if our estimate of a free entry point is right.',
    excuses: (outlook, fate) =>
      decidedBy(outlook, 'payment.missing') &&
      outlook.price.atMost !== undefined &&
      fate.kind === 'sent' &&
      isFreeEntryPoint(fate),
  },
  {
    id: 'ours.allowance-kept-for-an-estimate',
    because:
      'A message that a free entry point may pay for (an estimated one, or a Page button’s) keeps its place in the free 1,000 until its status says so; one sent in between may be quoted a price.',
    excuses: ({ decision, price }, fate, { keptForEstimate }) =>
      keptForEstimate &&
      decision.kind === 'send' &&
      price.rule === 'price.rate' &&
      price.category === 'service' &&
      fate.kind === 'sent' &&
      fate.pricing.type === 'free_customer_service',
  },
  {
    id: 'unseen.page-button',
    because: 'A Page button opens a free entry point and leaves no sign: we find out from the first status that is priced by it.',
    excuses: (outlook, fate, { cameByPage }) =>
      cameByPage && fate.kind === 'sent' && isFreeEntryPoint(fate) && outlook.decision.window.fep.state !== 'confirmed',
  },
  {
    id: 'unseen.desktop',
    because:
      'An ad clicked on a desktop opens no free entry point, and the webhook does not name the client: we estimate, and say what it costs at most.',
    excuses: ({ situation, decision, price }, fate, { cameByDesktop }) =>
      cameByDesktop &&
      isEstimated(decision) &&
      fate.kind === 'sent' &&
      !isFreeEntryPoint(fate) &&
      (situation.policy.pricingModel === 'CBP' ||
        situation.recipient.phone === null ||
        compareAmounts(fate.price.amount, price.atMost ?? price.amount) === 0),
  },
  {
    id: 'unseen.desktop-hides-a-click',
    because:
      'What we estimate after a click on a desktop hides a later click on a phone, until a status is priced by the entry point that began.',
    excuses: ({ decision }, fate, { cameByDesktop }) =>
      cameByDesktop && decision.window.fep.state === 'none' && fate.kind === 'sent' && isFreeEntryPoint(fate),
  },
  {
    id: 'unseen.same-second',
    because:
      'Webhooks carry whole seconds: whether we wrote just before or just after somebody who came by an ad in that second cannot be told.',
    excuses: ({ situation, decision }, fate) =>
      isEstimated(decision) &&
      fate.kind === 'sent' &&
      !isFreeEntryPoint(fate) &&
      situation.window.entries?.some(({ at, reply }) => reply !== null && reply[0] < at + SECOND) === true,
  },
  {
    id: 'unseen.stop-and-resume',
    because:
      'Of somebody who stopped and resumed marketing in one second, the webhooks do not tell which came last: we take the stop.',
    excuses: (outlook, fate, { stoppedAndResumed }) =>
      stoppedAndResumed && decidedBy(outlook, 'consent.opted-out') && fate.kind === 'sent',
  },
  {
    id: 'unseen.american-by-id',
    because: 'Of somebody known by business-scoped id alone we do not know the country, so neither market nor marketing rules.',
    excuses: ({ situation }, fate, { american }) => situation.recipient.phone === null && american && failedWith(fate, 131049),
  },
  {
    id: 'unsettled.opening-reply-on-its-way',
    because:
      'A reply in time is priced by the free entry point that its delivery will open. What is accepted after the 24 hours and before that delivery is not documented.',
    excuses: ({ decision, price }, fate, { openingReplyOnItsWay }) =>
      openingReplyOnItsWay &&
      decision.kind === 'send' &&
      price.rule === 'price.free-entry-point' &&
      fate.kind === 'sent' &&
      !isFreeEntryPoint(fate),
  },
  {
    id: 'unsettled.missing-or-wrong',
    because:
      'Whether an empty list, or a contact with a full name and no part of one, is something missing (131008) or something wrong (131009) is not documented.',
    excuses: (outlook, fate) =>
      decidedBy(outlook, 'content.invalid') &&
      ['no contacts', 'no buttons', 'list of no sections', 'contact with one name only'].includes(outlook.message) &&
      (failedWith(fate, 131008) || failedWith(fate, 131009)),
  },
  {
    id: 'unsettled.unknown-type',
    because:
      'A type nobody knows is a parameter Graph does not take (100), a value that is wrong (131009) or a message that is not supported (131051).',
    excuses: ({ message }, fate) =>
      ['message of no type', 'interactive of no type'].includes(message) &&
      [100, 131009, 131051].some((code) => failedWith(fate, code)),
  },
  {
    id: 'unsettled.value-for-no-button',
    because:
      'A value for a button that the template does not have is one too many (132000) or of a kind that does not match (132012).',
    excuses: ({ message }, fate) => message === 'value for no button' && failedWith(fate, 132000),
  },
  {
    id: 'unsettled.codes-that-differ',
    because:
      'The code is given twice. That Meta compares the two is not documented; we do, because nobody means to send two codes.',
    excuses: (outlook, fate) =>
      outlook.message === 'codes that differ' && decidedBy(outlook, 'content.invalid') && fate.kind === 'sent',
  },
  {
    id: 'unsettled.restriction',
    because:
      'Meta names restrictions by who began. Whether a template in an open window is begun by the business is not documented, nor with which code free form in a closed one is refused.',
    excuses: ({ situation, decision }, fate) =>
      situation.sender.restrictions?.some((name) => /(BIZ|CUSTOMER)_INITIATED/.test(name)) === true &&
      (situation.message.kind === 'template') === decision.window.csw.open &&
      (failedWith(fate, 368) || decidedBy({ decision }, 'account.suspended') || decidedBy({ decision }, 'account.restricted')),
  },
  {
    id: 'unsettled.restriction-without-end',
    because: 'A restriction whose end Meta does not name may be a lock (131031) or just a restriction (368).',
    excuses: ({ speaking }, fate) => speaking.some(({ rule }) => rule === 'account.restricted') && failedWith(fate, 368),
  },
  {
    id: 'unsettled.banned-number',
    because:
      'Meta names no code for a send from a banned number: not registered (133010) and locked (131031) are both read into it.',
    excuses: ({ situation, speaking }, fate) =>
      situation.sender.status === 'BANNED' && speaking.some(({ rule }) => rule === 'number.status') && failedWith(fate, 131031),
  },
  {
    id: 'unsettled.unpaid-conversation',
    because:
      'Under conversation-based pricing the charge falls on a delivery. Whether an account that cannot pay may go on in an open conversation is not documented.',
    excuses: ({ situation, decision }, fate) =>
      situation.openConversations?.includes(situation.message.category) === true &&
      decision.kind === 'send' &&
      failedWith(fate, 131042),
  },
]
