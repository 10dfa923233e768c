/** Why a message costs what it costs, in the order in which it is asked. Printed by the documentation. */
export const priceRules = [
  {
    id: 'price.free-entry-point',
    because:
      'Everything is free while a free entry point is open. Confirmed by a status webhook it is certain, before that probable.',
    source: 'M:pricing',
  },
  {
    id: 'price.conversation-open',
    because:
      'Before July 2025 a conversation of 24 hours was charged, not a message: inside an open one of its category nothing is due.',
    source: 'M:pricing/conversation-based-pricing',
  },
  {
    id: 'price.reaction',
    because: 'Reactions are said not to be billed, and use nothing of the monthly allowance.',
    source: 'BSP:Kapso',
  },
  {
    id: 'price.service-free',
    because: 'Free-form answers inside the customer service window are free.',
    source: 'M:pricing',
  },
  {
    id: 'price.service-allowance',
    because: 'Each number has a monthly allowance of free-form messages that are free.',
    source: 'M26:pricing',
  },
  {
    id: 'price.utility-in-window',
    because: 'Utility templates inside the customer service window were free until the end of September 2026.',
    source: 'M:pricing',
  },
  {
    id: 'price.rate',
    because: "A delivered message costs the rate of its category in the recipient's market.",
    source: 'M:pricing',
  },
] as const

export type PriceRuleId = (typeof priceRules)[number]['id']
