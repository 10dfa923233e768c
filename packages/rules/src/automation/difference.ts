import type { Graph, Node } from './graph.ts'

export type GraphDifference = {
  readonly trigger: boolean
  /** From where, under which conditions and within which limits it runs, or with which step it begins. */
  readonly settings: boolean
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
}

/** What is another between two drawings; where things stand in the picture does not count. */
export function differenceOf(before: Graph, after: Graph): GraphDifference {
  const earlier = new Map(before.nodes.map((node) => [node.id, node]))
  const later = new Set(after.nodes.map(({ id }) => id))
  const settings = ({ from, if: condition, limits, alongside, start }: Graph) => ({
    from,
    if: condition,
    limits,
    alongside,
    start,
  })
  return {
    trigger: !same(before.trigger, after.trigger),
    settings: !same(settings(before), settings(after)),
    added: after.nodes.filter(({ id }) => !earlier.has(id)).map(({ id }) => id),
    removed: before.nodes.filter(({ id }) => !later.has(id)).map(({ id }) => id),
    changed: after.nodes
      .filter((node) => {
        const other = earlier.get(node.id)
        return other !== undefined && !same(undrawn(other), undrawn(node))
      })
      .map(({ id }) => id),
  }
}

const undrawn = ({ at: _, ...node }: Node) => node

/** The same whatever the order of members, and whether one is absent or undefined. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}
