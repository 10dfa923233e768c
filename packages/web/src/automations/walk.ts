import { type Condition, type Facts, type Graph, holds, type Node } from '@casement/rules/automation'

/** What a customer does at a message: taps something, writes something else, or says nothing. */
export type Deed = { readonly id: string; readonly title: string } | 'other' | 'silent'

/** Where a walk comes to: the step it stops at, null where the run ends, and what it passed on the way. */
export type Walked = { readonly at: string | null; readonly passed: readonly string[] }

/**
 * Goes on from a message as a run would, up to the next message, a hand-over, the end, or a step whose way depends on more than the
 * answer: that one is left to whoever walks.
 */
export function walkOn(graph: Graph, from: string, deed: Deed): Walked {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const passed: string[] = []
  let answered = false
  let next = nodes.get(from)?.next.done
  while (next !== undefined) {
    const node = nodes.get(next)
    if (!node || passed.includes(node.id)) return { at: null, passed }
    if (node.kind === 'send' || node.kind === 'hand-over' || (node.kind === 'ask' && answered)) return { at: node.id, passed }
    const exit = exitBy(node, deed)
    if (exit === null) return { at: node.id, passed }
    if (node.kind === 'ask') answered = true
    passed.push(node.id)
    next = node.next[exit]
  }
  return { at: null, passed }
}

function exitBy(node: Node, deed: Deed): string | null {
  if (node.kind === 'ask') return deed === 'silent' ? 'timeout' : 'answered'
  if (node.kind !== 'branch') return 'done'
  if (!node.cases.every(({ if: condition }) => asksOnlyTheAnswer(condition))) return null
  return node.cases.find(({ if: condition }) => holds(condition, answerOf(deed)))?.id ?? 'otherwise'
}

function asksOnlyTheAnswer(condition: Condition): boolean {
  if ('all' in condition) return condition.all.every(asksOnlyTheAnswer)
  if ('any' in condition) return condition.any.every(asksOnlyTheAnswer)
  return 'not' in condition ? asksOnlyTheAnswer(condition.not) : 'answer' in condition
}

/** Nothing but the answer is looked at. */
const answerOf = (deed: Deed) =>
  ({ answer: typeof deed === 'string' ? null : { text: deed.title, id: deed.id } }) as unknown as Facts
