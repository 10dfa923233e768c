import { fact } from '../fact.ts'

/** Customer service window and free entry point. */
export const windowFacts = [
  fact('csw.hours', 'Length of the customer service window, from the last action of the customer', 24, 'hours', 'M:pricing', {
    note: 'One source lets silence of either side end it, one provider lets a template open it. Only what the customer does counts.',
  }),
  fact('csw.open-on', 'What opens or renews it', ['message', 'user_call', 'accepted_call'], 'events', 'M:calling/pricing'),
  fact('csw.reaction-opens', 'Whether a reaction of the customer opens it', false, 'yes or no', 'rec', {
    uncertain: true,
    note: 'Undocumented; no is the safe side.',
  }),
  fact('csw.unsupported-opens', 'Whether a message the platform cannot show opens it', true, 'yes or no', 'rec', {
    uncertain: true,
    note: 'Undocumented; it is a message of the customer all the same.',
  }),
  fact('csw.edit-opens', 'Whether editing or revoking a message opens it', false, 'yes or no', 'rec', { uncertain: true }),
  fact(
    'csw.request-welcome-opens',
    'Whether opening the chat for the first time opens it',
    true,
    'yes or no',
    'M:business-phone-numbers/conversational-components',
    {
      to: '2026-03-25',
    },
  ),
  fact('csw.request-welcome-opens', 'Whether opening the chat for the first time opens it', false, 'yes or no', 'M26:changelog', {
    from: '2026-03-26',
    note: 'The webhook no longer exists.',
  }),
  fact(
    'csw.boundary',
    'The window is open while now is earlier than the last action plus its length',
    'exclusive',
    'rule',
    'rec',
    {
      uncertain: true,
      note: 'The exact second is nowhere documented. Whole seconds: webhooks carry no finer time.',
    },
  ),
  fact('csw.safe-minutes.compose', 'Minutes before the true end at which composing warns', 5, 'minutes', 'rec'),
  fact('csw.safe-minutes.queue', 'Minutes before the true end at which queued sends hurry', 10, 'minutes', 'rec'),
  fact('fep.base-hours', 'Length of the free entry point window', 72, 'hours', 'M:pricing', {
    uncertain: true,
    note: 'Since late September 2026 several readers report up to 7 days, others still 72 hours. The end in the webhook wins.',
  }),
  fact('fep.extend-on-inbound-hours', 'Hours that each message of the customer adds to it', 0, 'hours', 'M:pricing', {
    uncertain: true,
    note: 'The reading of late September 2026 would be 24, to at most 168 in all.',
  }),
  fact('fep.max-hours', 'Longest free entry point window', 72, 'hours', 'M:pricing', {
    uncertain: true,
    note: '168 in the other reading.',
  }),
  fact('fep.reply-within-hours', 'Hours in which the business must answer the ad or Page message', 24, 'hours', 'M:pricing'),
  fact('fep.start-on', 'What starts it', 'delivered', 'status', 'M:pricing/conversation-based-pricing', {
    note: 'The later pricing page says from the moment we respond. Delivery of the first reply, if it was sent in time.',
  }),
  fact('fep.triggers', 'Where the customer must come from', ['ad', 'page'], 'arrivals', 'M:pricing', {
    uncertain: true,
    note: 'Readings of late September 2026 name ads only. A Page button leaves no referral, so it is an estimate until a status says so.',
  }),
  fact('fep.clients', 'Clients of the customer that qualify', ['android', 'ios'], 'clients', 'M:pricing', {
    note: 'Desktop and web do not. The webhook does not tell which was used.',
  }),
  fact('fep.post-referral', 'Whether a referral from a plain or boosted post gives one', false, 'yes or no', 'BSP:Wati', {
    uncertain: true,
    note: 'Said by one provider; Meta does not tell.',
  }),
  fact('csw.groups', 'A group has one window for all its members', true, 'yes or no', 'M:groups/pricing'),
] as const
