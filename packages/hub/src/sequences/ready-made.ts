import type { Definition } from './definition.ts'

/** A beginning for what most businesses want. Steps without text name no template yet: which one fits, only the business knows. */
export type ReadyMade = { id: string; name: string; about: string; definition: Definition }

const usual = {
  daytime: { from: '09:00', to: '20:00' },
  includeWithoutOptIn: false,
} as const
const DAY_MINUTES = 24 * 60
const chosenLater = { template: { name: '', language: 'en', parameters: [] } }

export const readyMade: readonly ReadyMade[] = [
  {
    id: 'abandoned-question',
    name: 'Abandoned question',
    about:
      'They asked, were answered and fell silent: a word while the window is open costs least, and one template the day after.',
    definition: {
      ...usual,
      start: { on: 'window.closing', minutesBefore: 60, wroteLast: 'us' },
      steps: [
        { afterMinutes: 0, send: { text: 'Hello {{name|there}}, is there anything left that we can answer?' } },
        { afterMinutes: DAY_MINUTES, send: chosenLater },
      ],
      converts: null,
      againAfterDays: 7,
    },
  },
  {
    id: 'unanswered-quote',
    name: 'Unanswered quote',
    about:
      'A quote went out (the attribute quote_sent holds its number) and nobody said yes: reminded after one day and after four.',
    definition: {
      ...usual,
      start: { on: 'attribute', key: 'quote_sent' },
      steps: [
        { afterMinutes: DAY_MINUTES, send: chosenLater },
        { afterMinutes: 3 * DAY_MINUTES, send: chosenLater },
      ],
      converts: { attribute: 'quote_accepted' },
      againAfterDays: 7,
    },
  },
  {
    id: 'order-follow-up',
    name: 'Order follow-up',
    about: 'Three days after order.delivered was told of them: is all well, and what goes with it.',
    definition: {
      ...usual,
      start: { on: 'event', name: 'order.delivered' },
      steps: [{ afterMinutes: 3 * DAY_MINUTES, send: chosenLater }],
      converts: { event: 'order.paid' },
      againAfterDays: 14,
    },
  },
  {
    id: 'win-back',
    name: 'Win-back',
    about: 'They agreed to hear from you and have been silent for sixty days: written to once, and once more two weeks later.',
    definition: {
      ...usual,
      start: { on: 'filter', filter: { all: [{ silentFor: 60 }, { consent: 'marketing', is: 'in' }] }, everyHours: 24 },
      steps: [
        { afterMinutes: 0, send: chosenLater },
        { afterMinutes: 14 * DAY_MINUTES, send: chosenLater },
      ],
      converts: { event: 'order.paid' },
      againAfterDays: 120,
    },
  },
]
