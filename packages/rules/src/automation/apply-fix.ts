import type { Graph, Node } from './graph.ts'

/** A change that mends a problem by itself. */
export type Fix =
  /** Asks before a step whether the window is open, and takes the step only then. */
  | { readonly kind: 'ask-window'; readonly node: string }
  /** Makes a free-form message a template, which is still to be chosen. */
  | { readonly kind: 'use-template'; readonly node: string }

export function applyFix(graph: Graph, { kind, node: id }: Fix): Graph {
  if (kind === 'use-template') {
    const message = { type: 'template', template: { name: '', language: { code: '' }, components: [] } }
    return { ...graph, nodes: graph.nodes.map((node) => (node.id === id && node.kind === 'send' ? { ...node, message } : node)) }
  }
  const target = graph.nodes.find((node) => node.id === id)
  if (!target) return graph
  const branch: Node = {
    id: freeId(graph, 'window'),
    kind: 'branch',
    cases: [{ id: 'open', name: 'Window open', if: { window: 'open' } }],
    next: { open: id },
    ...(target.at ? { at: target.at } : {}),
  }
  const lead = (to: string) => (to === id ? branch.id : to)
  return {
    ...graph,
    start: graph.start === null ? null : lead(graph.start),
    nodes: [
      ...graph.nodes.map((node) => ({
        ...node,
        ...(node.id === id && node.at ? { at: { x: node.at.x, y: node.at.y + 140 } } : {}),
        next: Object.fromEntries(Object.entries(node.next).map(([exit, to]) => [exit, lead(to)])),
      })),
      branch,
    ],
  }
}

/** An id that no node has: `window`, `window2`, … */
export function freeId({ nodes }: Graph, base: string): string {
  const taken = new Set(nodes.map((node) => node.id))
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}${number}`
    if (!taken.has(id)) return id
  }
}
