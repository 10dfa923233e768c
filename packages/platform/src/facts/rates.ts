import { fact } from '../fact.ts'

const CBP = { to: '2025-06-30' }

/** Rate cards, volume tiers and other rates than the list rate. */
export const rateFacts = [
  fact('charge.decimals', 'Decimals of the rates', 4, 'decimals', '3P'),
  fact('price.change-months', 'Months on whose first day prices may change', [1, 4, 7, 10], 'months', 'M:pricing', {
    note: 'The Terms are said to allow other days; cards may begin on any.',
  }),
  fact('price.notice-months', 'Notice for new rates, an added model, a changed model', [1, 3, 6], 'months', 'M:pricing'),
  fact('price.currencies', 'Currencies with rate cards', ['USD', 'INR', 'IDR', 'EUR', 'GBP', 'AUD'], 'currencies', 'M:pricing', {
    to: '2025-12-31',
  }),
  fact(
    'price.currencies',
    'Currencies with rate cards',
    ['USD', 'INR', 'IDR', 'EUR', 'GBP', 'AUD', 'MXN'],
    'currencies',
    'M:pricing',
    {
      from: '2026-01-01',
      to: '2026-03-31',
    },
  ),
  fact(
    'price.currencies',
    'Currencies with rate cards',
    ['USD', 'INR', 'IDR', 'EUR', 'GBP', 'AUD', 'MXN', 'AED', 'ARS', 'CLP', 'COP', 'MYR', 'PEN', 'SAR', 'SGD', 'BRL'],
    'currencies',
    'M26:pricing',
    { from: '2026-04-01', note: 'BRL joined in the second half of 2026.' },
  ),
  fact('cbp.conversation-hours', 'Length of a conversation', 24, 'hours', 'M:pricing/conversation-based-pricing', CBP),
  fact(
    'cbp.free-service',
    'Free service conversations a month for each WABA; null is unlimited',
    1000,
    'conversations',
    'M:pricing',
    { to: '2024-10-31' },
  ),
  fact(
    'cbp.free-service',
    'Free service conversations a month for each WABA; null is unlimited',
    null,
    'conversations',
    'M:pricing',
    {
      from: '2024-11-01',
      to: '2025-06-30',
    },
  ),
  fact('cbp.rates', 'Conversation rates', null, 'rate card', 'rec', {
    ...CBP,
    uncertain: true,
    note: 'Not known. A price for those days is taken from the nearest later card and marked as an estimate.',
  }),
  fact(
    'tiers.categories',
    'Categories with volume tiers',
    ['utility', 'authentication', 'authentication-international'],
    'categories',
    'M:pricing',
    {
      from: '2025-07-01',
      note: 'Marginal: a rate holds for the messages inside its tier. Charged messages only, by market and category over the portfolio, reset on the 1st.',
    },
  ),
  fact(
    'tiers.first-utility',
    'First utility threshold in Colombia, Argentina, Chile, Peru and the rest of Latin America; Brazil; Mexico',
    [100_000, 250_000, 1_000_000],
    'messages',
    '3P',
    {
      from: '2025-07-01',
      uncertain: true,
    },
  ),
  fact(
    'tiers.first-authentication',
    'First authentication threshold in the same group; Brazil; Mexico',
    [120_000, 500_000, 250_000],
    'messages',
    '3P',
    {
      from: '2025-07-01',
      uncertain: true,
    },
  ),
  fact('tiers.discounts', 'Smallest and largest discount of a tier', [0.05, 0.25], 'share', '3P', {
    from: '2025-07-01',
    uncertain: true,
  }),
  fact(
    'auth-international.eligible-above',
    'Messages outside the window in 30 days above which international authentication rates come',
    750_000,
    'messages',
    'M:pricing/authentication-international-rates',
  ),
  fact(
    'auth-international.window-days',
    'Days over which they are counted',
    30,
    'days',
    'M:pricing/authentication-international-rates',
  ),
  fact(
    'auth-international.starts-after-days',
    'Days from eligibility to the first such charge',
    30,
    'days',
    'M:pricing/authentication-international-rates',
  ),
  fact('marketing-api.price-field', 'Field of a maximum price', 'bid_spec', 'field', 'M26:error-codes', { to: '2026-07-31' }),
  fact('marketing-api.price-field', 'Field of a maximum price', 'optimization_spec', 'field', 'M26:error-codes', {
    from: '2026-08-01',
  }),
  fact(
    'price.local-currency-by',
    'Last day for accounts in Brazil to move to BRL, in India to INR',
    ['2027-06-30', '2026-12-31'],
    'days',
    'M26:changelog',
    {
      uncertain: true,
      note: 'Told at second hand. Before, the currency of an account could not be changed.',
    },
  ),
] as const
