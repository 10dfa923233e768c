import { contactsOf, type FieldSamples, metadataOf, SAMPLE_CUSTOMER, type SampleFacts } from './facts.ts'

/** A number shared with the Business app, or with other apps. */
export function coexistenceSamples(facts: SampleFacts) {
  const { at, timestamp, userId, display, numberId, appId } = facts
  const common = { ...metadataOf(facts), ...contactsOf(facts) }
  const echo = {
    from: display,
    to: SAMPLE_CUSTOMER,
    to_user_id: userId,
    id: 'wamid.U0FNUExFLUVDSE8=',
    timestamp,
  }
  const handover = (type: string) => ({
    messaging_product: 'whatsapp',
    recipient: { phone_number_id: numberId, display_phone_number: display },
    sender: { phone_number: SAMPLE_CUSTOMER },
    timestamp,
    type,
    [type]: {
      metadata: 'asked for a person',
      previous_owner_app_id: appId,
      previous_owner_role: 'ai_agent',
      new_owner_role: 'customer_service',
    },
  })
  return {
    history: {
      threads: {
        ...metadataOf(facts),
        history: [
          {
            metadata: { phase: 1, chunk_order: 1, progress: 55 },
            threads: [
              {
                id: SAMPLE_CUSTOMER,
                context: { wa_id: SAMPLE_CUSTOMER, user_id: userId },
                messages: [
                  {
                    from: SAMPLE_CUSTOMER,
                    id: 'wamid.U0FNUExFLUhJUzE=',
                    timestamp: String(at - 7_200),
                    type: 'text',
                    text: { body: 'When do you open?' },
                    history_context: { status: 'READ' },
                  },
                  {
                    from: display,
                    to: SAMPLE_CUSTOMER,
                    id: 'wamid.U0FNUExFLUhJUzI=',
                    timestamp: String(at - 7_100),
                    type: 'media_placeholder',
                    history_context: { status: 'DELIVERED' },
                  },
                ],
              },
            ],
          },
        ],
      },
      declined: {
        ...metadataOf(facts),
        history: [
          {
            errors: [
              {
                code: 2593109,
                title: 'History sharing is turned off by the business from the WhatsApp Business App',
                message: 'History sharing is turned off by the business from the WhatsApp Business App',
                error_data: { details: 'History sharing is turned off by the business' },
              },
            ],
          },
        ],
      },
      media: {
        ...common,
        messages: [
          {
            from: SAMPLE_CUSTOMER,
            id: 'wamid.U0FNUExFLUhJUzM=',
            timestamp: String(at - 7_000),
            type: 'image',
            image: { id: '440022000000001', mime_type: 'image/jpeg', sha256: 'c2FtcGxlLXBpY3R1cmU=' },
          },
        ],
      },
    },
    smb_app_state_sync: {
      add: {
        ...metadataOf(facts),
        state_sync: [
          {
            type: 'contact',
            contact: { full_name: 'Maja Lindqvist', first_name: 'Maja', phone_number: SAMPLE_CUSTOMER, user_id: userId },
            action: 'add',
            metadata: { timestamp },
          },
        ],
      },
      remove: {
        ...metadataOf(facts),
        state_sync: [{ type: 'contact', contact: { phone_number: SAMPLE_CUSTOMER }, action: 'remove', metadata: { timestamp } }],
      },
    },
    smb_message_echoes: {
      text: { ...common, message_echoes: [{ ...echo, type: 'text', text: { body: 'Yes, until six.' } }] },
      edit: {
        ...common,
        message_echoes: [
          {
            ...echo,
            type: 'edit',
            edit: { original_message_id: 'wamid.U0FNUExFLUVDSE8x', message: { type: 'text', text: { body: 'Until seven.' } } },
          },
        ],
      },
      revoke: {
        ...common,
        message_echoes: [{ ...echo, type: 'revoke', revoke: { original_message_id: 'wamid.U0FNUExFLUVDSE8x' } }],
      },
    },
    messaging_handovers: {
      control_passed: handover('control_passed'),
      control_taken: handover('control_taken'),
    },
    standby: {
      messages: {
        ...metadataOf(facts),
        standby: {
          ...contactsOf(facts),
          messages: [
            {
              from: SAMPLE_CUSTOMER,
              from_user_id: userId,
              id: 'wamid.U0FNUExFLVNUQlk=',
              timestamp,
              type: 'text',
              text: { body: 'Can a person help me?' },
            },
          ],
        },
      },
      statuses: {
        ...metadataOf(facts),
        standby: { statuses: [{ id: echo.id, status: 'delivered', timestamp, recipient_id: SAMPLE_CUSTOMER }] },
      },
      message_echoes: {
        ...metadataOf(facts),
        standby: {
          message_echoes: [
            { id: echo.id, timestamp, message: { to: SAMPLE_CUSTOMER, type: 'text', text: { body: 'A person is coming.' } } },
          ],
        },
      },
    },
    message_echoes: { undocumented: { ...metadataOf(facts), message_echoes: [{ ...echo, type: 'text', text: { body: 'Hi' } }] } },
  } satisfies Record<string, FieldSamples>
}
