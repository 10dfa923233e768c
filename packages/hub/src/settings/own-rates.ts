import { type RateCard, type RateCategory, rateCards } from '@casement/platform'
import { cardFor } from '@casement/rules'
import { type OwnRate, withOwnRates } from '@casement/rules/rates'
import { type Db, rows } from '../database/database.ts'

/** So long another process may figure by rates that were changed in this one. */
const KEPT_MS = 5_000
const MOST_KEPT = 1_000

export type KeptRate = OwnRate & { readonly note: string; readonly by: { id: string; name: string }; readonly at: Date }

/** A workspace's own rates, by currency, market, category and day. */
export const listOwnRates = (db: Db, workspaceId: string): Promise<KeptRate[]> =>
  rows<KeptRate>(
    db,
    `select currency, market, category, from_day::text as "from", amount, note, recorded_by as by, recorded_at as at from own_rates
     where workspace_id = $1 order by currency, market, category, from_day`,
    [workspaceId],
  )

type Known = { readonly at: number; readonly cards: readonly RateCard[]; readonly byCurrency: Map<string, readonly RateCard[]> }
const known = new Map<string, Known>()

/** The cards that a workspace's sends are priced by: the lists, with its own rates over them. The same list until a rate changes. */
export const cardsFor = async (db: Db, workspaceId: string): Promise<readonly RateCard[]> =>
  (await knownOf(db, workspaceId)).cards

/**
 * Those of one currency, or all where none is listed in it: the rules then figure by another's, and say so. The same list each time, so
 * that they may remember which card they chose from it.
 */
export async function cardsIn(db: Db, workspaceId: string, currency: string): Promise<readonly RateCard[]> {
  const { cards, byCurrency } = await knownOf(db, workspaceId)
  let own = byCurrency.get(currency)
  if (!own) {
    own = cards.filter((card) => card.currency === currency)
    if (own.length === 0) own = cards
    byCurrency.set(currency, own)
  }
  return own
}

/** In which currency sends of an account are figured: its own, or that of the list that stands in for it. */
export const pricedIn = async (db: Db, workspaceId: string, currency: string): Promise<string> =>
  cardFor(await cardsIn(db, workspaceId, currency), '', currency)?.card.currency ?? currency

/** Own rates were changed in this process: whoever asks next reads them anew. */
export const forgetCards = (workspaceId: string): void => void known.delete(workspaceId)

async function knownOf(db: Db, workspaceId: string): Promise<Known> {
  const now = performance.now()
  const found = known.get(workspaceId)
  if (found && now - found.at < KEPT_MS) return found
  const own = await listOwnRates(db, workspaceId)
  // Nothing of its own before and now: the lists that were filtered once serve on.
  const cards = own.length === 0 ? rateCards : withOwnRates(rateCards, own)
  const fresh: Known = { at: now, cards, byCurrency: cards === rateCards ? listed : new Map() }
  if (known.size >= MOST_KEPT) known.clear()
  known.set(workspaceId, fresh)
  return fresh
}
const listed = new Map<string, readonly RateCard[]>()

export const RATE_CATEGORIES = [
  'marketing',
  'utility',
  'authentication',
  'authentication-international',
  'service',
] as const satisfies readonly RateCategory[]
