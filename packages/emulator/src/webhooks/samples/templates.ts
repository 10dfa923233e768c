import type { FieldSamples, SampleFacts } from './facts.ts'

export function templateSamples({ template, at }: SampleFacts) {
  const status = (event: string, more: object = {}) => ({
    event,
    ...template,
    reason: 'NONE',
    message_template_category: 'UTILITY',
    ...more,
  })
  return {
    message_template_status_update: {
      APPROVED: status('APPROVED'),
      REJECTED: status('REJECTED', {
        reason: 'INVALID_FORMAT',
        rejection_info: { reason: 'A variable stands alone.', recommendation: 'Write a few words around the variable.' },
      }),
      PAUSED: status('PAUSED', {
        other_info: {
          title: 'FIRST_PAUSE',
          description: 'Customers gave this template negative feedback. It is back in 3 hours.',
        },
      }),
      REINSTATED: status('REINSTATED', { other_info: { title: 'UNPAUSE', description: 'The template can be sent again.' } }),
      DISABLED: status('DISABLED', {
        disable_info: { disable_date: at },
        other_info: { title: 'DISABLED', description: 'The template was paused three times.' },
      }),
      PENDING: status('PENDING'),
      FLAGGED: status('FLAGGED', { disable_info: { disable_date: at + 172_800 } }),
      IN_APPEAL: status('IN_APPEAL'),
      LIMIT_EXCEEDED: status('LIMIT_EXCEEDED'),
      LOCKED: status('LOCKED'),
      PENDING_DELETION: status('PENDING_DELETION'),
      DELETED: status('DELETED'),
      ARCHIVED: status('ARCHIVED', { reason: null }),
      UNARCHIVED: status('UNARCHIVED', { reason: null }),
    },
    message_template_quality_update: {
      lower: { previous_quality_score: 'GREEN', new_quality_score: 'YELLOW', ...template },
      higher: { previous_quality_score: 'UNKNOWN', new_quality_score: 'GREEN', ...template },
    },
    message_template_components_update: {
      edited: {
        ...template,
        message_template_title: 'Your parcel',
        message_template_element: 'Your parcel {{1}} arrives on {{2}}.',
        message_template_footer: 'Nordlys Home',
        message_template_buttons: [
          {
            message_template_button_type: 'URL',
            message_template_button_text: 'Follow it',
            message_template_button_url: 'https://nordlys.example/parcels/{{1}}',
          },
        ],
      },
    },
    template_category_update: {
      announced: {
        ...template,
        correct_category: 'MARKETING',
        new_category: 'UTILITY',
        category_update_timestamp: at + 86_400,
      },
      done: { ...template, previous_category: 'UTILITY', new_category: 'MARKETING' },
    },
    template_correct_category_detection: {
      misuse: { ...template, category: 'UTILITY', correct_category: 'MARKETING' },
    },
  } satisfies Record<string, FieldSamples>
}
