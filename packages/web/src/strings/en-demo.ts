/** The demo company: starting it over, and watching it live. */
export const demoWords = {
  startOver: 'Start over',
  title: 'Start over at a date',
  hint: 'The demo company lives thirty days again, up to a date of your choice, under the prices and rules of those days.',
  date: 'The last of the thirty days',
  dates: {
    now: 'Today',
    before: (day: string) => `${day}: prices by message, before October 2026`,
    conversations: (day: string) => `${day}: prices by conversation, before July 2025`,
    other: 'Another day',
  },
  gone: 'Everything in this workspace and in the emulator is replaced: messages, contacts, templates, campaigns, settings. People, their roles and API keys stay, and you stay signed in.',
  begin: 'Live these thirty days',
  living: (day: number, days: number) => `Day ${day} of ${days}`,
  livingTitle: 'The demo company lives its thirty days',
  livingHint: 'Customers write, people answer, campaigns go out. It takes about half a minute; then the clock is yours.',
  preparing: 'Emptying the workspace and the emulator',
}
