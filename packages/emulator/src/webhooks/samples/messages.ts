import { contactsOf, type FieldSamples, metadataOf, SAMPLE_CUSTOMER, SAMPLE_OTHER, type SampleFacts } from './facts.ts'

/** Messages, statuses, people, calls: what comes from or is about one person. */
export function messageSamples(facts: SampleFacts) {
  const { at, timestamp, userId } = facts
  const common = { ...metadataOf(facts), ...contactsOf(facts) }
  const message = (type: string, content: object) => ({
    ...common,
    messages: [{ from: SAMPLE_CUSTOMER, from_user_id: userId, id: 'wamid.U0FNUExFLUlO', timestamp, type, ...content }],
  })
  const status = (name: string, more: object) => ({
    ...common,
    statuses: [
      {
        id: 'wamid.U0FNUExFLU9VVA==',
        status: name,
        timestamp,
        recipient_id: SAMPLE_CUSTOMER,
        recipient_user_id: userId,
        ...more,
      },
    ],
  })
  const preference = (value: string, detail: string) => ({
    ...common,
    user_preferences: [{ wa_id: SAMPLE_CUSTOMER, user_id: userId, detail, category: 'marketing_messages', value, timestamp: at }],
  })
  const call = { id: 'wacid.U0FNUExFLUNBTEw=', from: SAMPLE_CUSTOMER, to: facts.display, from_user_id: userId, timestamp }
  const unknownType = {
    errors: [
      {
        code: 131051,
        title: 'Message type unknown',
        message: 'Message type unknown',
        error_data: { details: 'Message type is currently not supported.' },
      },
    ],
  }
  return {
    messages: {
      text: message('text', { text: { body: 'Is the grey sofa still there?' } }),
      edit: message('edit', {
        edit: {
          original_message_id: 'wamid.U0FNUExFLUlOLTE=',
          message: { type: 'text', text: { body: 'Is the green sofa still there?' } },
        },
      }),
      revoke: message('revoke', { revoke: { original_message_id: 'wamid.U0FNUExFLUlOLTE=' } }),
      unsupported: message('unsupported', { ...unknownType, unsupported: { type: 'poll_update' } }),
      order: message('order', {
        order: {
          catalog_id: '550033001100001',
          text: 'To the side door, please',
          product_items: [{ product_retailer_id: 'sofa-grey', quantity: 1, item_price: 749.5, currency: 'GBP' }],
        },
      }),
      user_changed_user_id: {
        ...metadataOf(facts),
        messages: [
          {
            from_user_id: userId,
            id: 'wamid.U0FNUExFLVNZUw==',
            timestamp,
            type: 'system',
            system: { body: 'User Maja Lindqvist changed', user_id: 'GB.2Wd9fTn4LcQx', type: 'user_changed_user_id' },
          },
        ],
      },
      hidden_number: {
        ...metadataOf(facts),
        contacts: [{ profile: { name: 'Maja Lindqvist', username: 'maja.l' }, user_id: userId }],
        messages: [
          {
            from_user_id: userId,
            id: 'wamid.U0FNUExFLUhJRA==',
            timestamp,
            type: 'text',
            text: { body: 'Hello from a username' },
          },
        ],
      },
      in_group: message('text', { group_id: 'Y2FwaV9ncm91cDpzYW1wbGU', text: { body: 'Hello, all of you' } }),
      sent: status('sent', {
        pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
      }),
      failed: status('failed', {
        errors: [
          {
            code: 131026,
            title: 'Message undeliverable',
            message: 'Message undeliverable',
            error_data: { details: 'Message Undeliverable.' },
          },
        ],
      }),
      played: status('played', {}),
      payment: status('captured', {
        type: 'payment',
        payment: {
          reference_id: 'order-1042',
          amount: { value: 749_50, offset: 100 },
          currency: 'INR',
          transaction: {
            id: 'pay_N0rdlys00001',
            type: 'upi',
            status: 'success',
            created_timestamp: at - 60,
            updated_timestamp: at,
          },
        },
      }),
      link_click: {
        ...common,
        user_actions: [
          {
            action_type: 'marketing_messages_link_click',
            timestamp,
            marketing_messages_link_click_data: {
              click_component: 'cta',
              click_id: 'click-0001',
              tracking_token: 'token-0001',
            },
          },
        ],
      },
      errors: {
        ...metadataOf(facts),
        errors: [
          {
            code: 130429,
            title: 'Rate limit hit',
            message: 'Rate limit hit',
            error_data: { details: 'Message failed to send because there were too many messages sent from this phone number.' },
          },
        ],
      },
    },
    user_preferences: {
      stop: preference('stop', 'User requested to stop marketing messages'),
      resume: preference('resume', 'User requested to resume marketing messages'),
      signup: preference('signup', 'User signed up for marketing messages'),
    },
    user_id_update: {
      changed: {
        ...common,
        user_id_update: [
          {
            wa_id: SAMPLE_CUSTOMER,
            detail: 'The user id of this person changed.',
            user_id: { previous: userId, current: 'GB.2Wd9fTn4LcQx' },
            timestamp,
          },
        ],
      },
    },
    calls: {
      connect: {
        ...common,
        calls: [
          {
            ...call,
            event: 'connect',
            direction: 'USER_INITIATED',
            session: { sdp_type: 'offer', sdp: 'v=0\r\no=- 1 2 IN IP4 203.0.113.7\r\ns=-\r\nt=0 0\r\n' },
          },
        ],
      },
      terminate: {
        ...common,
        calls: [
          {
            ...call,
            event: 'terminate',
            direction: 'USER_INITIATED',
            status: 'COMPLETED',
            start_time: String(at - 42),
            end_time: timestamp,
            duration: 42,
          },
        ],
      },
      ringing: {
        ...metadataOf(facts),
        statuses: [
          {
            id: 'wacid.U0FNUExFLU9VVA==',
            type: 'call',
            status: 'RINGING',
            timestamp,
            recipient_id: SAMPLE_OTHER,
          },
        ],
      },
    },
    automatic_events: {
      LeadSubmitted: {
        ...metadataOf(facts),
        automatic_events: [
          { id: 'wamid.U0FNUExFLUlO', event_name: 'LeadSubmitted', timestamp, ctwa_clid: 'ARDnordlysEmulatorClick0001' },
        ],
      },
      Purchase: {
        ...metadataOf(facts),
        automatic_events: [
          {
            id: 'wamid.U0FNUExFLUlO',
            event_name: 'Purchase',
            timestamp,
            ctwa_clid: 'ARDnordlysEmulatorClick0001',
            custom_data: { currency: 'GBP', value: 749.5 },
          },
        ],
      },
    },
  } satisfies Record<string, FieldSamples>
}
