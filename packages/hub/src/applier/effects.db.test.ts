import { webhookFields } from '@casement/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { row, rows } from '../database/database.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { effects } from './apply-change.ts'

let hub: ConnectedHub
let samples: { field: string; variants: string[] }[]

beforeAll(async () => {
  hub = await connectHub()
  samples = (await hub.control('GET', '/webhooks/samples')).data
  await hub.write('Hello')
  // Nobody asks the platform how things really stand: what it was made to tell is to be seen.
  await hub.database.pool.query(`update wabas set token_sealed = ''`)
})
afterAll(() => hub.stop())

type Row = Record<string, unknown>
type Expected = { events: string[]; sql?: string; is?: Row }

const template = 'from templates where id = (select id from templates order by status_at desc nulls last limit 1)'
const number = 'from phone_numbers limit 1'
const notice = 'select kind, severity from account_notices order by id desc limit 1'
const noticed = (kind: string, severity: string, ...more: string[]): Expected => ({
  events: [...more, 'account.notice'],
  sql: notice,
  is: { kind, severity },
})
const account = (kind: string, severity = 'information'): Expected => noticed(kind, severity, 'account.changed')
const status = (after: string, more: Row = {}): Expected => ({
  events: ['template.changed'],
  sql: `select status, reason, recommendation ${template}`,
  is: { status: after, ...more },
})
const message = (type: string, text: string, more: string[] = []): Expected => ({
  events: ['message.received', 'thread.changed', ...more],
  sql: 'select type, text from messages order by id desc limit 1',
  is: { type, text },
})
const preference = (choice: 'in' | 'out'): Expected => ({
  events: ['consent.changed'],
  sql: `select coalesce(max(data->>'choice') filter (where type = 'consent.changed'), '') as choice from (
          select * from events where type = 'consent.changed' order by seq desc limit 1) as last`,
  is: { choice },
})
const group = (state: string): Expected => ({
  events: ['group.changed'],
  sql: 'select state from groups order by created_at limit 1',
  is: { state },
})
const participant = (state: string): Expected => ({
  events: ['group.changed'],
  sql: 'select state from group_participants order by at desc, participant limit 1',
  is: { state },
})
const flow = (more: Row, ...events: string[]): Expected => ({
  events: ['flow.changed', ...events],
  sql: `select status, alerts ? 'ENDPOINT_LATENCY' as slow, expiry_warning is not null as ageing from flows`,
  is: more,
})
const tier = (is: string): Expected => ({
  events: ['portfolio.changed'],
  sql: 'select tier from portfolios',
  is: { tier: is },
})
const nothing: Expected = { events: [] }

/** In the order in which they are told; what a row says holds after it. Each field and sample of the emulator stands here. */
const table: [field: string, variant: string, expected: Expected][] = [
  ['messages', 'text', message('text', 'Is the grey sofa still there?')],
  ['messages', 'unsupported', nothing],
  ['messages', 'edit', nothing],
  ['messages', 'revoke', nothing],
  ['messages', 'order', nothing],
  ['messages', 'hidden_number', message('text', 'Hello from a username')],
  ['messages', 'in_group', nothing],
  ['messages', 'sent', nothing],
  ['messages', 'failed', nothing],
  ['messages', 'played', nothing],
  [
    'messages',
    'payment',
    {
      events: ['payment.changed'],
      sql: 'select status, amount::text as amount, currency from payments',
      is: { status: 'captured', amount: '749.5', currency: 'INR' },
    },
  ],
  ['messages', 'link_click', { events: ['link.clicked'] }],
  ['messages', 'errors', noticed('130429', 'warning')],
  ['user_preferences', 'stop', preference('out')],
  ['user_preferences', 'signup', nothing],
  ['user_preferences', 'resume', nothing],
  ['calls', 'ringing', { events: ['call.changed', 'thread.changed'], sql: `select state from calls`, is: { state: 'ringing' } }],
  [
    'calls',
    'connect',
    {
      events: ['call.changed', 'thread.changed'],
      sql: `select state, direction from calls where direction = 'in'`,
      is: { state: 'ringing', direction: 'in' },
    },
  ],
  [
    'calls',
    'terminate',
    {
      events: ['call.changed', 'thread.changed'],
      sql: `select state, seconds from calls where direction = 'in'`,
      is: { state: 'completed', seconds: 42 },
    },
  ],
  ['automatic_events', 'LeadSubmitted', { events: ['conversion.detected'] }],
  ['automatic_events', 'Purchase', { events: ['conversion.detected'] }],
  ['group_lifecycle_update', 'group_create', group('active')],
  ['group_status_update', 'group_suspend', group('suspended')],
  ['group_status_update', 'group_suspend_cleared', group('active')],
  ['group_participants_update', 'group_participants_add', participant('in')],
  ['group_participants_update', 'group_participants_remove', participant('out')],
  ['group_participants_update', 'group_join_request_created', participant('asked')],
  ['group_participants_update', 'group_join_request_revoked', participant('out')],
  [
    'group_settings_update',
    'group_settings_update',
    { events: ['group.changed'], sql: 'select subject from groups limit 1', is: { subject: 'Delivery on Saturday' } },
  ],
  ['group_lifecycle_update', 'group_delete', group('deleted')],
  [
    'history',
    'threads',
    {
      events: ['thread.changed', 'number.changed', 'history.synced'],
      sql: `select history_progress ${number}`,
      is: { history_progress: 55 },
    },
  ],
  ['history', 'declined', noticed('2593109', 'information')],
  [
    'history',
    'media',
    { events: ['thread.changed'], sql: `select type from messages order by id desc limit 1`, is: { type: 'image' } },
  ],
  [
    'smb_app_state_sync',
    'add',
    {
      events: ['contact.changed'],
      sql: `select attributes->>'addressBookName' as name from contacts where attributes ? 'addressBookName'`,
      is: { name: 'Maja Lindqvist' },
    },
  ],
  [
    'smb_app_state_sync',
    'remove',
    {
      events: ['contact.changed'],
      sql: `select count(*)::int as n from contacts where attributes ? 'addressBookName'`,
      is: { n: 0 },
    },
  ],
  [
    'smb_message_echoes',
    'text',
    {
      events: ['thread.changed'],
      sql: `select direction, status, sent_by->>'kind' as by from messages order by id desc limit 1`,
      is: { direction: 'out', status: 'sent', by: 'business-app' },
    },
  ],
  ['smb_message_echoes', 'edit', nothing],
  ['smb_message_echoes', 'revoke', nothing],
  ['message_template_status_update', 'PAUSED', status('PAUSED')],
  ['message_template_status_update', 'REINSTATED', status('APPROVED')],
  [
    'message_template_status_update',
    'REJECTED',
    status('REJECTED', {
      reason: 'INVALID_FORMAT',
      recommendation: 'A variable stands alone. Write a few words around the variable.',
    }),
  ],
  ['message_template_status_update', 'APPROVED', status('APPROVED', { reason: null, recommendation: null })],
  ['message_template_status_update', 'FLAGGED', status('APPROVED')],
  ['message_template_status_update', 'PENDING', status('PENDING')],
  ['message_template_status_update', 'IN_APPEAL', status('IN_APPEAL')],
  ['message_template_status_update', 'LIMIT_EXCEEDED', status('LIMIT_EXCEEDED')],
  ['message_template_status_update', 'LOCKED', status('LOCKED')],
  ['message_template_status_update', 'DISABLED', status('DISABLED')],
  ['message_template_status_update', 'ARCHIVED', status('ARCHIVED')],
  ['message_template_status_update', 'UNARCHIVED', status('APPROVED')],
  ['message_template_status_update', 'PENDING_DELETION', status('PENDING_DELETION')],
  ['message_template_status_update', 'DELETED', status('DELETED')],
  [
    'message_template_quality_update',
    'lower',
    { events: ['template.changed'], sql: `select quality ${template}`, is: { quality: 'YELLOW' } },
  ],
  [
    'message_template_quality_update',
    'higher',
    { events: ['template.changed'], sql: `select quality ${template}`, is: { quality: 'GREEN' } },
  ],
  [
    'message_template_components_update',
    'edited',
    {
      events: ['template.changed'],
      sql: `select jsonb_path_query_first(components, '$[*] ? (@.type == "BODY").text') #>> '{}' as body ${template}`,
      is: { body: 'Your parcel {{1}} arrives on {{2}}.' },
    },
  ],
  [
    'template_category_update',
    'announced',
    {
      events: ['template.changed'],
      sql: `select category, planned_category, planned_category_at is not null as dated ${template}`,
      is: { category: 'UTILITY', planned_category: 'MARKETING', dated: true },
    },
  ],
  [
    'template_category_update',
    'done',
    {
      events: ['template.changed'],
      sql: `select category, planned_category ${template}`,
      is: { category: 'MARKETING', planned_category: null },
    },
  ],
  ['template_correct_category_detection', 'misuse', noticed('MISUSE', 'warning', 'template.changed')],
  ['phone_number_quality_update', 'UPGRADE', tier('TIER_10K')],
  ['phone_number_quality_update', 'DOWNGRADE', tier('TIER_2K')],
  ['phone_number_quality_update', 'ONBOARDING', tier('TIER_250')],
  [
    'phone_number_quality_update',
    'FLAGGED',
    { events: ['portfolio.changed', 'number.changed'], sql: `select status ${number}`, is: { status: 'FLAGGED' } },
  ],
  [
    'phone_number_quality_update',
    'UNFLAGGED',
    { events: ['number.changed'], sql: `select status ${number}`, is: { status: 'CONNECTED' } },
  ],
  [
    'phone_number_quality_update',
    'THROUGHPUT_UPGRADE',
    { events: ['portfolio.changed', 'number.changed'], sql: `select throughput_mps ${number}`, is: { throughput_mps: 1_000 } },
  ],
  ['business_capability_update', 'portfolio', tier('TIER_10K')],
  ['business_capability_update', 'number', tier('TIER_2K')],
  ['phone_number_name_update', 'REJECTED', noticed('REJECTED', 'warning', 'number.changed')],
  ['phone_number_name_update', 'APPROVED', noticed('APPROVED', 'information', 'number.changed')],
  ['business_status_update', 'COMPROMISED_NOTIFICATION', noticed('COMPROMISED_NOTIFICATION', 'critical')],
  ['account_review_update', 'PENDING', account('PENDING')],
  ['account_review_update', 'DEFERRED', account('DEFERRED', 'warning')],
  ['account_review_update', 'REJECTED', account('REJECTED', 'critical')],
  ['account_review_update', 'APPROVED', account('APPROVED')],
  ['account_alerts', 'OBA_APPROVED', noticed('OBA_APPROVED', 'information', 'number.changed')],
  ['account_alerts', 'OBA_REJECTED', noticed('OBA_REJECTED', 'information', 'number.changed')],
  ['account_alerts', 'PROFILE_PICTURE_LOST', noticed('PROFILE_PICTURE_LOST', 'warning')],
  [
    'account_alerts',
    'INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO',
    noticed('INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO', 'critical'),
  ],
  ['account_update', 'ACCOUNT_RESTRICTION', account('RESTRICTED_BIZ_INITIATED_MESSAGING', 'critical')],
  ['account_update', 'ACCOUNT_VIOLATION', account('ALCOHOL', 'critical')],
  ['account_update', 'DISABLED_UPDATE', account('SCHEDULE_FOR_DISABLE', 'critical')],
  ['account_update', 'PARTNER_ADDED', account('PARTNER_ADDED')],
  ['account_update', 'PARTNER_REMOVED', noticed('PARTNER_REMOVED', 'critical', 'number.changed', 'account.changed')],
  ['account_update', 'ACCOUNT_RECONNECTED', noticed('ACCOUNT_RECONNECTED', 'information', 'number.changed', 'account.changed')],
  ['account_update', 'ACCOUNT_OFFBOARDED', noticed('ACCOUNT_OFFBOARDED', 'critical', 'number.changed', 'account.changed')],
  ['account_update', 'PARTNER_APP_INSTALLED', account('PARTNER_APP_INSTALLED')],
  ['account_update', 'PARTNER_APP_UNINSTALLED', account('PARTNER_APP_UNINSTALLED', 'warning')],
  ['account_update', 'AD_ACCOUNT_LINKED', account('AD_ACCOUNT_LINKED')],
  ['account_update', 'MM_LITE_TERMS_SIGNED', account('MM_LITE_TERMS_SIGNED')],
  ['account_update', 'VOLUME_BASED_PRICING_TIER_UPDATE', account('VOLUME_BASED_PRICING_TIER_UPDATE')],
  ['account_update', 'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE', account('AUTH_INTL_PRICE_ELIGIBILITY_UPDATE', 'warning')],
  [
    'account_update',
    'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
    { events: ['account.changed'], sql: 'select country from wabas', is: { country: 'GB' } },
  ],
  [
    'account_update',
    'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
    noticed('PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE', 'information'),
  ],
  ['account_update', 'PARTNER_CLIENT_CERTIFICATION_NEEDED', noticed('PARTNER_CLIENT_CERTIFICATION_NEEDED', 'warning')],
  ['account_update', 'VERIFIED_ACCOUNT', account('VERIFIED_ACCOUNT')],
  ['account_update', 'ACCOUNT_DELETED', account('ACCOUNT_DELETED', 'critical')],
  [
    'account_settings_update',
    'PHONE_NUMBER_SETTINGS',
    { events: ['number.changed'], sql: `select calling->>'status' as calling ${number}`, is: { calling: 'ENABLED' } },
  ],
  ['security', 'PIN_CHANGED', noticed('PIN_CHANGED', 'warning')],
  ['security', 'PIN_RESET_REQUEST', noticed('PIN_RESET_REQUEST', 'critical')],
  ['security', 'PIN_REQUEST_SUCCESS', noticed('PIN_REQUEST_SUCCESS', 'critical')],
  [
    'business_username_updates',
    'reserved',
    { events: ['number.changed'], sql: `select username_status ${number}`, is: { username_status: 'reserved' } },
  ],
  [
    'business_username_updates',
    'approved',
    { events: ['number.changed'], sql: `select username ${number}`, is: { username: 'nordlys.home' } },
  ],
  [
    'business_username_updates',
    'deleted',
    { events: ['number.changed'], sql: `select username ${number}`, is: { username: null } },
  ],
  [
    'business_username_update',
    'reserved',
    { events: ['number.changed'], sql: `select username_status ${number}`, is: { username_status: 'reserved' } },
  ],
  [
    'business_username_update',
    'approved',
    { events: ['number.changed'], sql: `select username ${number}`, is: { username: 'nordlys.home' } },
  ],
  [
    'business_username_update',
    'deleted',
    { events: ['number.changed'], sql: `select username ${number}`, is: { username: null } },
  ],
  [
    'payment_configuration_update',
    'connected',
    {
      events: ['account.changed'],
      sql: 'select name, status from payment_configurations',
      is: { name: 'nordlys_upi', status: 'Needs Testing' },
    },
  ],
  ['flows', 'FLOW_STATUS_CHANGE', flow({ status: 'PUBLISHED', slow: false, ageing: false })],
  ['flows', 'ENDPOINT_LATENCY', flow({ status: 'PUBLISHED', slow: true }, 'account.notice')],
  ['flows', 'CLIENT_ERROR_RATE', flow({ slow: true }, 'account.notice')],
  ['flows', 'ENDPOINT_ERROR_RATE', flow({ slow: true }, 'account.notice')],
  ['flows', 'ENDPOINT_AVAILABILITY', flow({ slow: true }, 'account.notice')],
  ['flows', 'FLOW_VERSION_EXPIRY_WARNING', flow({ ageing: true }, 'account.notice')],
  [
    'messaging_handovers',
    'control_passed',
    {
      events: ['thread.changed'],
      sql: `select control->>'role' as role from threads where control is not null`,
      is: { role: 'customer_service' },
    },
  ],
  ['messaging_handovers', 'control_taken', { events: ['thread.changed'] }],
  ['standby', 'messages', message('text', 'Can a person help me?')],
  ['standby', 'statuses', { events: ['message.status'] }],
  ['standby', 'message_echoes', nothing],
  ['partner_solutions', 'SOLUTION_CREATED', nothing],
  ['partner_solutions', 'SOLUTION_UPDATED', nothing],
  ['tracking_events', 'undocumented', nothing],
  ['consumer_profile', 'undocumented', nothing],
  ['message_echoes', 'undocumented', nothing],
  ['user_id_update', 'changed', { events: ['contact.changed'] }],
  ['messages', 'user_changed_user_id', nothing],
]

const seq = async () => (await row<{ seq: number | null }>(hub.database.pool, 'select max(seq) as seq from events'))?.seq ?? 0

describe('what each webhook field does', () => {
  test.each(table)('%s, %s', async (field, variant, { events, sql, is }) => {
    const before = await seq()
    await hub.control('POST', '/webhooks', { field, variant })
    // A second on: what is dated by whole seconds comes in order.
    await hub.advance(1_000)
    const setAside = await rows<{ reason: string }>(hub.database.pool, 'delete from dead_letters returning path, reason')
    expect(setAside).toEqual([])
    const told = await rows<{ type: string }>(hub.database.pool, 'select type from events where seq > $1 order by seq', [before])
    expect(told.map(({ type }) => type)).toEqual(expect.arrayContaining(events))
    if (sql && is) expect(await row<Row>(hub.database.pool, sql)).toMatchObject(is)
  })

  test('none is forgotten', () => {
    const walked = new Set(table.map(([field, variant]) => `${field}.${variant}`))
    const offered = samples.flatMap(({ field, variants }) => variants.map((variant) => `${field}.${variant}`))
    expect(offered.filter((one) => !walked.has(one))).toEqual([])
    expect(webhookFields.filter((field) => !(field in effects))).toEqual([])
  })

  test('one that means nothing for us says why in the journal', async () => {
    const notes = await rows<{ note: string }>(hub.database.pool, `select note from journal where note like 'partner_solutions%'`)
    expect(notes[0]?.note).toContain('contracts between partners')
  })
})
