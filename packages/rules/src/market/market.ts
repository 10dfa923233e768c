import type { RateCard } from '@casement/platform'
import { OTHER_MARKET } from '@casement/platform'

/** Ten children a node, and at index 10 the number of the node's market plus one: 0 where no prefix ends. */
type PrefixTree = { readonly nodes: Int16Array; readonly markets: readonly string[] }

const NODE = 11
const trees = new WeakMap<RateCard, PrefixTree>()

/**
 * The market whose rates apply to a recipient: that of the longest calling-code prefix the card lists, so that Jamaica (1 876) is
 * not North America and Kazakhstan (7 7) is not Russia. `phone`: digits with the calling code, without plus.
 */
export function marketOf(phone: string, card: RateCard): string {
  const { nodes, markets } = treeOf(card)
  let node = 0
  let market = 0
  for (let i = 0; i < phone.length; i++) {
    const digit = phone.charCodeAt(i) - 48
    const child = digit >= 0 && digit <= 9 ? (nodes[node + digit] ?? 0) : 0
    if (child === 0) break
    node = child * NODE
    market = nodes[node + 10] || market
  }
  return market === 0 ? OTHER_MARKET : (markets[market - 1] ?? OTHER_MARKET)
}

function treeOf(card: RateCard): PrefixTree {
  const known = trees.get(card)
  if (known) return known
  const made = grow(card.prefixes)
  trees.set(card, made)
  return made
}

function grow(prefixes: Readonly<Record<string, string>>): PrefixTree {
  const nodes: number[] = new Array(NODE).fill(0)
  const markets: string[] = []
  for (const [prefix, market] of Object.entries(prefixes)) {
    let node = 0
    for (const digit of prefix) {
      const at = node + Number(digit)
      if (!nodes[at]) {
        nodes[at] = nodes.length / NODE
        nodes.push(...new Array(NODE).fill(0))
      }
      node = (nodes[at] ?? 0) * NODE
    }
    if (!markets.includes(market)) markets.push(market)
    nodes[node + 10] = markets.indexOf(market) + 1
  }
  return { nodes: Int16Array.from(nodes), markets }
}
