import { z } from 'zod'
import type { EventType } from '../events/append-events.ts'

/** The version of the shapes below. A change that could break a reader makes the next one. */
export const EVENT_VERSION = 1

const Id = z.string()
const Time = z.string().describe('ISO 8601, UTC')
const Shown = z.looseObject({}).nullable()

/** What other programs are told, by type: what `data` holds, and which of its members orders events among themselves. */
export type PublishedEvent = {
  readonly about: string
  readonly lane: 'threadId' | 'contactId' | 'templateId' | 'endpointId' | 'campaignId' | 'alertId' | 'groupId' | 'flowId' | null
  readonly data: z.ZodType
}

const message = {
  threadId: Id,
  messageId: Id,
  message: Shown.describe('As GET /v1/messages/{id} shows it; null when it was erased meanwhile'),
}

const alert = z.looseObject({
  alertId: Id,
  kind: z.string().describe('GET /v1/alert-rules lists them'),
  severity: z.enum(['info', 'warning', 'critical']),
  because: z.string(),
})

const ofWindow = { threadId: Id, contactId: Id, phoneNumberId: Id, thread: Shown.describe('As GET /v1/threads/{id} shows it') }
const closing = z.looseObject({
  ...ofWindow,
  until: Time.describe('When it will be over'),
  minutesBefore: z.int().describe('Which warning this is: of several that came due together only the last is told'),
})

const sequence = z.looseObject({ sequenceId: Id })
const ofSequence = sequence.extend({ contactId: Id, runId: Id })

const campaign = z.looseObject({ campaignId: Id })

export const publishedEvents = {
  'message.received': {
    about: 'A customer wrote.',
    lane: 'threadId',
    data: z.looseObject({ ...message, contactId: Id }),
  },
  'message.queued': { about: 'A message of ours passed the gate.', lane: 'threadId', data: z.looseObject(message) },
  'message.status': {
    about: 'A message of ours went on: accepted, sent, delivered, read, failed, …',
    lane: 'threadId',
    data: z.looseObject({ ...message, status: z.string() }),
  },
  'message.doubled': {
    about: 'The platform took a message of ours twice: it had been taken for lost by mistake, and sent again.',
    lane: 'threadId',
    data: z.looseObject({ ...message, wamid: z.string().describe('The second id of the platform') }),
  },
  'message.resolved': {
    about: 'A person said what became of an unclear message.',
    lane: 'threadId',
    data: z.looseObject({ ...message, as: z.enum(['sent', 'not-sent']), again: z.boolean() }),
  },
  'thread.changed': {
    about: 'A thread changed: its windows, its owner, its state, its last message.',
    lane: 'threadId',
    data: z.looseObject({
      threadId: Id,
      thread: Shown.describe('As GET /v1/threads/{id} shows it, windows included; null when it was erased meanwhile'),
    }),
  },
  'window.opened': {
    about: 'A customer service window opened: until then anything may be written.',
    lane: 'threadId',
    data: z.looseObject({ ...ofWindow, until: Time.describe('When it closes, unless the customer writes again') }),
  },
  'window.closing': {
    about: 'A customer service window closes in four hours, one hour or a quarter of an hour. Told once each for a window.',
    lane: 'threadId',
    data: closing,
  },
  'window.closed': {
    about: 'A customer service window closed: only templates may go now.',
    lane: 'threadId',
    data: z.looseObject(ofWindow),
  },
  'entry-point.closing': {
    about:
      'Somebody came by an ad and waits: an answer before `until` opens a free entry point. Told six hours and one hour before.',
    lane: 'threadId',
    data: closing,
  },
  'template.changed': {
    about: 'A template changed: its status, quality, category or content.',
    lane: 'templateId',
    data: z.looseObject({ templateId: Id }),
  },
  'number.changed': {
    about: 'A phone number or its portfolio changed: quality, status, throughput, messaging limit.',
    lane: null,
    data: z.looseObject({}),
  },
  'number.stopped': {
    about: 'A number sends nothing for now, because the platform refuses everything it sends.',
    lane: null,
    data: z.looseObject({ phoneNumberId: Id, because: z.string(), code: z.number(), until: Time }),
  },
  'number.resumed': {
    about: 'A number that had been stopped sends again.',
    lane: null,
    data: z.looseObject({ phoneNumberId: Id }),
  },
  phone_number_quality_update: {
    about: 'The messaging limit of a number changed, in the words of the platform. Whichever webhook or look of ours told us.',
    lane: null,
    data: z.looseObject({
      event: z.enum(['UPGRADE', 'DOWNGRADE']),
      currentLimit: z.string(),
      display_phone_number: z.string(),
      phoneNumberId: Id,
    }),
  },
  'consent.changed': {
    about: 'A person agreed to something, or took it back.',
    lane: 'contactId',
    data: z.looseObject({ contactId: Id, purpose: z.string(), choice: z.string() }),
  },
  'contact.changed': { about: 'A contact changed.', lane: 'contactId', data: z.looseObject({}) },
  'contacts.imported': { about: 'An import of contacts ended.', lane: null, data: z.looseObject({}) },
  'webhook-endpoint.disabled': {
    about: 'An endpoint of ours was switched off, because it failed for three days or said that it is gone.',
    lane: 'endpointId',
    data: z.looseObject({ endpointId: Id, url: z.string(), because: z.string() }),
  },
  'alert.opened': { about: 'Something needs attention.', lane: 'alertId', data: alert },
  'alert.changed': { about: 'What needs attention became more or less urgent.', lane: 'alertId', data: alert },
  'alert.ended': { about: 'What needed attention is over.', lane: 'alertId', data: alert },
  'message.changed': {
    about: 'Something was said about a message: a reaction, a correction, a deletion.',
    lane: 'threadId',
    data: z.looseObject(message),
  },
  'call.changed': { about: 'A call began, was taken or ended.', lane: 'threadId', data: z.looseObject({ threadId: Id }) },
  'payment.changed': { about: 'The payment of an order went on.', lane: 'threadId', data: z.looseObject({}) },
  'link.clicked': { about: 'A person followed a link in a message.', lane: 'threadId', data: z.looseObject({}) },
  'conversion.detected': { about: 'The platform saw a conversion.', lane: 'threadId', data: z.looseObject({}) },
  'webhooks.silent': {
    about: 'Messages of a number are accepted, and the platform tells nothing of them.',
    lane: null,
    data: z.looseObject({ phoneNumberId: Id }),
  },
  'webhooks.heard': { about: 'The platform tells of a number again.', lane: null, data: z.looseObject({ phoneNumberId: Id }) },
  'sequence.changed': { about: 'A sequence was changed, switched on, paused or switched off.', lane: null, data: sequence },
  'sequence.began': { about: 'A sequence began for a person.', lane: 'contactId', data: ofSequence },
  'sequence.ended': {
    about: 'A sequence ended for a person, and how.',
    lane: 'contactId',
    data: ofSequence.extend({ outcome: z.string() }),
  },
  'portfolio.changed': {
    about: 'The messaging limit of a portfolio changed.',
    lane: null,
    data: z.looseObject({ portfolioId: Id }),
  },
  'account.changed': { about: 'An account changed: a restriction, a review, how it pays.', lane: null, data: z.looseObject({}) },
  'account.notice': { about: 'The platform told us something about an account.', lane: null, data: z.looseObject({}) },
  'group.changed': { about: 'A group changed.', lane: 'groupId', data: z.looseObject({}) },
  'flow.changed': { about: 'A flow changed its state.', lane: 'flowId', data: z.looseObject({ flowId: Id }) },
  'history.synced': {
    about: 'Older conversations came in from the Business app.',
    lane: null,
    data: z.looseObject({ phoneNumberId: Id }),
  },
  'campaign.launched': { about: 'A campaign began.', lane: 'campaignId', data: campaign },
  'campaign.paused': { about: 'A campaign was paused, by a person or by itself, and why.', lane: 'campaignId', data: campaign },
  'campaign.resumed': { about: 'A campaign goes on.', lane: 'campaignId', data: campaign },
  'campaign.cancelled': { about: 'A campaign was cancelled.', lane: 'campaignId', data: campaign },
  'campaign.warned': { about: 'A campaign met something one should know.', lane: 'campaignId', data: campaign },
  'campaign.progress': { about: 'A campaign went on.', lane: 'campaignId', data: campaign },
  'campaign.finished': { about: 'A campaign is done.', lane: 'campaignId', data: campaign },
  'contact.event': {
    about: 'A program told of something a person did, by POST /v1/events.',
    lane: 'contactId',
    data: z.looseObject({ contactId: Id, eventId: Id, name: z.string() }),
  },
  'automation.changed': {
    about: 'An automation was changed, or switched on or off.',
    lane: null,
    data: z.looseObject({ automationId: Id }),
  },
  'automation.began': {
    about: 'An automation began to run for a person.',
    lane: 'contactId',
    data: z.looseObject({ automationId: Id, runId: Id, contactId: Id }),
  },
  'automation.ended': {
    about: 'A run of an automation ended: done, handed to a person, stopped or failed, and why.',
    lane: 'contactId',
    data: z.looseObject({ automationId: Id, runId: Id, contactId: Id, state: z.string() }),
  },
} as const satisfies Record<string, PublishedEvent>

export type PublishedType = keyof typeof publishedEvents
export const publishedTypes = Object.keys(publishedEvents) as PublishedType[]

/** Kinds of events that stay inside, each with its reason. Every other one is told. */
export const unpublished: Partial<Record<EventType, string>> = {
  'template.draft.changed': 'Somebody is still writing: there is nothing yet that another program could use.',
}

/** Under which name a kind of event is told. */
export const publishedAs = (type: string): PublishedType | null => {
  if (type === 'limit.changed') return 'phone_number_quality_update'
  return Object.hasOwn(publishedEvents, type) ? (type as PublishedType) : null
}

/** The body of one webhook: `{type, version, timestamp, seq, workspaceId, data}`. */
export const EventBody = z.object({
  type: z.enum(publishedTypes as [PublishedType, ...PublishedType[]]),
  version: z.literal(EVENT_VERSION),
  timestamp: Time,
  seq: z.number().int().describe('Grows within a workspace'),
  workspaceId: Id,
  data: z.looseObject({}),
})
export type EventBody = z.infer<typeof EventBody>
