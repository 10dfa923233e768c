/** What answers by itself: drawn by the manager, switched on, and then left alone. */
export const openingHours = {
  day: 18,
  hour: 8,
  name: 'Opening hours',
  graph: {
    trigger: { kind: 'keyword', words: ['opening hours', 'when are you open'], match: 'contains' },
    start: 'hours',
    nodes: [
      {
        id: 'hours',
        kind: 'send',
        message: {
          type: 'text',
          text: { body: 'We are open Monday to Saturday from 10 to 6, and the coffee is on.' },
        },
        next: {},
      },
    ],
    limits: { perContact: { runs: 1, hours: 12 }, perMinute: 600 },
    alongside: false,
  },
} as const
