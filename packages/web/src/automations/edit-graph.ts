import { exitsOf, freeId, type Graph, type Node, type StepKind } from '@casement/rules/automation'

/** Where a step hangs: the way out of another, or the trigger. */
export type Place = { readonly node: string; readonly exit: string } | 'start'

/** A new step as it stands before anybody filled it in. */
export function newStep(kind: StepKind, id: string): Node {
  const base = { id, next: {} }
  switch (kind) {
    case 'send':
      return { ...base, kind, message: { type: 'text', text: { body: '' } } }
    case 'wait':
      return { ...base, kind, minutes: 60 }
    case 'wait-until':
      return { ...base, kind, hour: '09:00' }
    case 'ask':
      return { ...base, kind, timeoutMinutes: 60 }
    case 'branch':
      return { ...base, kind, cases: [{ id: 'yes', name: '', if: { window: 'open' } }] }
    case 'assign':
      return { ...base, kind, owner: null }
    case 'tag':
      return { ...base, kind, add: [], remove: [] }
    case 'note':
      return { ...base, kind, text: '' }
    case 'attribute':
      return { ...base, kind, key: '', value: '' }
    case 'consent':
      return { ...base, kind, purpose: 'marketing', choice: 'out' }
    case 'http':
      return { ...base, kind, method: 'POST', url: '', headers: {} }
    case 'draft':
      return { ...base, kind, wish: '' }
    case 'hand-over':
      return { ...base, kind, owner: null, note: '' }
  }
}

/** Puts a new step at a place; what hung there follows it by its first way out. */
export function addStep(graph: Graph, place: Place, kind: StepKind): { graph: Graph; id: string } {
  const id = freeId(graph, kind.replaceAll('-', ''))
  const after = targetOf(graph, place)
  const made = newStep(kind, id)
  const first = exitsOf(made)[0]
  const step: Node = after && first ? { ...made, next: { [first]: after } } : made
  return { graph: lead({ ...graph, nodes: [...graph.nodes, step] }, place, id), id }
}

export const targetOf = (graph: Graph, place: Place): string | null =>
  place === 'start' ? graph.start : (graph.nodes.find(({ id }) => id === place.node)?.next[place.exit] ?? null)

/** Draws a line from a place to a step, or takes it away. */
export function lead(graph: Graph, place: Place, to: string | null): Graph {
  if (place === 'start') return { ...graph, start: to }
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      if (node.id !== place.node) return node
      const { [place.exit]: _, ...rest } = node.next
      return { ...node, next: to === null ? rest : { ...rest, [place.exit]: to } }
    }),
  }
}

/** Takes a step away; what led to it leads on to what came after it by its first way out. */
export function removeStep(graph: Graph, id: string): Graph {
  const gone = graph.nodes.find((node) => node.id === id)
  if (!gone) return graph
  const first = exitsOf(gone)[0]
  const after = first === undefined ? undefined : gone.next[first]
  const follows = after === id ? undefined : after
  const nodes = graph.nodes
    .filter((node) => node.id !== id)
    .map((node) => ({
      ...node,
      next: Object.fromEntries(
        Object.entries(node.next).flatMap(([exit, to]) => (to !== id ? [[exit, to]] : follows ? [[exit, follows]] : [])),
      ),
    }))
  return { ...graph, nodes, start: graph.start === id ? (follows ?? null) : graph.start }
}

/** Replaces a step; lines of ways out that it no longer has are taken away. */
export const changeStep = (graph: Graph, step: Node): Graph => {
  const exits = exitsOf(step)
  const next = Object.fromEntries(Object.entries(step.next).filter(([exit]) => exits.includes(exit)))
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === step.id ? { ...step, next } : node)) }
}

export const moveStep = (graph: Graph, id: string, at: { x: number; y: number }): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => (node.id === id ? { ...node, at: { x: Math.round(at.x), y: Math.round(at.y) } } : node)),
})

/** Steps in the order in which a run meets them first, each with how it is reached; what nothing leads to comes last. */
export function inOrder(graph: Graph): { node: Node; from: Place | null; depth: number }[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const found: { node: Node; from: Place | null; depth: number }[] = []
  const seen = new Set<string>()
  const visit = (id: string | null | undefined, from: Place | null, depth: number) => {
    const node = id ? nodes.get(id) : undefined
    if (!node || seen.has(node.id)) return
    seen.add(node.id)
    found.push({ node, from, depth })
    const exits = exitsOf(node)
    for (const exit of exits)
      visit(node.next[exit], { node: node.id, exit }, exits.length > 1 && exit !== 'done' ? depth + 1 : depth)
  }
  visit(graph.start, 'start', 0)
  for (const node of graph.nodes) visit(node.id, null, 0)
  return found
}
