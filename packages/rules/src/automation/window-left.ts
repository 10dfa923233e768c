import { beginsWithMessage, type Condition, exitsOf, type Graph, HTTP_ATTEMPTS, HTTP_TIMEOUT_S, type Node } from './graph.ts'

/** Minutes for which the customer service window is open for sure, and what took the last of them: a node, or the trigger. */
export type Left = { readonly minutes: number; readonly spentBy: string | null }

const DAY_MINUTES = 24 * 60
/** Open now, and nobody knows for how long. */
const A_MOMENT = 1
const HTTP_MINUTES = Math.ceil((HTTP_ATTEMPTS * HTTP_TIMEOUT_S) / 60) + 1
/** A circle may take a minute away each time round: after so many looks at a node it has all been taken. */
const MOST_LOOKS = 40

/**
 * For each node that can be reached: how long the window is open for sure when a run gets there, on the worst of all ways. `hours`:
 * how long a window stays open after the customer wrote.
 */
export function windowLeft(graph: Graph, hours: number): ReadonlyMap<string, Left> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const full = hours * 60
  const found = new Map<string, Left>()
  const looks = new Map<string, number>()
  const waiting: [string, Left][] = graph.start === null ? [] : [[graph.start, atBeginning(graph, full)]]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [id, arriving] = next
    const node = nodes.get(id)
    const known = found.get(id)
    if (!node || (known && known.minutes <= arriving.minutes)) continue
    const seen = (looks.get(id) ?? 0) + 1
    looks.set(id, seen)
    const left = seen > MOST_LOOKS ? { ...arriving, minutes: 0 } : arriving
    found.set(id, left)
    for (const exit of exitsOf(node)) {
      const target = node.next[exit]
      if (target !== undefined) waiting.push([target, after(node, exit, left, full)])
    }
  }
  return found
}

function atBeginning({ trigger }: Graph, full: number): Left {
  if (beginsWithMessage(trigger)) return { minutes: full, spentBy: null }
  if (trigger.kind === 'window' && trigger.event === 'opened') return { minutes: full, spentBy: null }
  if (trigger.kind === 'window' && trigger.event === 'closing') return { minutes: trigger.minutesBefore, spentBy: null }
  return { minutes: 0, spentBy: null }
}

function after(node: Node, exit: string, left: Left, full: number): Left {
  const spend = (minutes: number): Left =>
    left.minutes > 0 && left.minutes <= minutes
      ? { minutes: 0, spentBy: node.id }
      : { ...left, minutes: Math.max(0, left.minutes - minutes) }
  switch (node.kind) {
    case 'wait':
      return spend(node.minutes)
    case 'wait-until':
      return spend(DAY_MINUTES)
    case 'ask':
      return exit === 'answered' ? { minutes: full, spentBy: null } : spend(node.timeoutMinutes)
    case 'http':
    case 'draft':
      return spend(HTTP_MINUTES)
    case 'branch': {
      const place = node.cases.findIndex(({ id }) => id === exit)
      const before = place === -1 ? node.cases : node.cases.slice(0, place)
      const known = [
        ...before.map((earlier) => leftIf(earlier.if, false)),
        ...(place === -1 ? [] : [leftIf((node.cases[place] as (typeof node.cases)[0]).if, true)]),
      ]
      return { ...left, minutes: Math.max(left.minutes, ...known) }
    }
    default:
      return left
  }
}

/** Minutes for which the window is open for sure where a condition is true, or is not. */
function leftIf(condition: Condition, is: boolean): number {
  if ('not' in condition) return leftIf(condition.not, !is)
  if ('all' in condition || 'any' in condition) {
    const parts = 'all' in condition ? condition.all : condition.any
    const lefts = parts.map((part) => leftIf(part, is))
    // All true, or none true: each of them tells. Else one of them does, and nobody knows which.
    return 'all' in condition === is ? Math.max(0, ...lefts) : lefts.length === 0 ? 0 : Math.min(...lefts)
  }
  if ('window' in condition) return (condition.window === 'open') === is ? A_MOMENT : 0
  if ('windowLeft' in condition) return is ? Math.max(condition.windowLeft, A_MOMENT) : 0
  return 0
}
