import { exitsOf, type Graph } from '@casement/rules/automation'

export const STEP_WIDTH = 240
const COLUMN = STEP_WIDTH + 40
const ROW = 170

/** Where each step stands: where somebody put it, or below what leads to it, its ways out side by side. */
export function layout(graph: Graph): ReadonlyMap<string, { x: number; y: number }> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const placed = new Map<string, { x: number; y: number }>()
  const seen = new Set<string>()
  /** Answers the width that a step and all below it take, in columns. */
  const place = (id: string, column: number, row: number): number => {
    const node = nodes.get(id)
    if (!node || seen.has(id)) return 0
    seen.add(id)
    let width = 0
    for (const exit of exitsOf(node)) {
      const target = node.next[exit]
      if (target !== undefined) width += place(target, column + width, row + 1)
    }
    placed.set(id, node.at ?? { x: (column + (Math.max(width, 1) - 1) / 2) * COLUMN, y: row * ROW })
    return Math.max(width, 1)
  }
  let column = graph.start === null ? 0 : place(graph.start, 0, 1)
  for (const { id } of graph.nodes) if (!seen.has(id)) column += place(id, column, 1)
  return placed
}

/** The trigger stands above the first step. */
export const triggerPlace = (graph: Graph, placed: ReadonlyMap<string, { x: number; y: number }>): { x: number; y: number } => {
  const first = graph.start === null ? undefined : placed.get(graph.start)
  return first ? { x: first.x, y: first.y - ROW } : { x: 0, y: 0 }
}
