const people = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** The words of the first screen: four questions, four answers. */
export const todayWords = {
  title: 'Today',
  broken: {
    question: 'Is anything broken?',
    nothing: 'Nothing is broken.',
    things: (n: number) => (n === 1 ? 'One thing needs you.' : `${n.toLocaleString('en')} things need you.`),
    works: 'Everything else works',
    connected: (n: number) => people(n, 'number connected', 'numbers connected'),
    snooze: 'Snooze for an hour',
    snoozed: (n: number) => `${people(n, 'alert is', 'alerts are')} snoozed`,
    severity: { info: 'Good to know', warning: 'Warning', critical: 'Critical' },
  },
  closing: {
    question: 'What closes soon?',
    nothing: 'No chat closes in the next four hours.',
    chats: (n: number, unowned: number) =>
      `${people(n, 'chat closes', 'chats close')} in the next four hours${unowned === 0 ? '.' : `, ${unowned === n ? (n === 1 ? 'and it is nobody’s' : 'none is anybody’s') : people(unowned, 'is nobody’s', 'are nobody’s')}.`}`,
    you: 'You:',
    open: 'Open the view',
    missed: (n: number) => `${people(n, 'window', 'windows')} closed since yesterday without an answer`,
  },
  cost: {
    question: 'What did it cost?',
    nothing: (month: string) => `Nothing in ${month} yet.`,
    sum: (amount: string, month: string) => `${amount} in ${month}.`,
    more: (amount: string, month: string) => `${amount} more than by this day of ${month}.`,
    less: (amount: string, month: string) => `${amount} less than by this day of ${month}.`,
    same: (month: string) => `As much as by this day of ${month}.`,
    byDay: 'Cost by day',
    today: (amount: string) => `Today, ${amount}`,
    free: 'Free replies used this month',
    freeOf: (used: string, of: string) => `${used} of ${of}`,
    past: 'All used: replies are charged now',
  },
  quality: {
    question: 'How is quality?',
    span: '30 days',
    closer: 'Look closer',
    nothing: 'No number is connected.',
    all: (rating: string) => `${rating} on every number.`,
    worst: (rating: string, name: string) => `${rating} on ${name}.`,
    some: (rating: string, n: number) => `${rating} on ${people(n, 'number', 'numbers')}.`,
    rating: { GREEN: 'High', YELLOW: 'Medium', RED: 'Low', UNKNOWN: 'Not rated yet' },
    days: (name: string, bad: number) =>
      `${name}: ${bad === 0 ? 'high or unrated on all 30 days' : `medium or low on ${people(bad, 'day', 'days')} of 30`}`,
  },
}
