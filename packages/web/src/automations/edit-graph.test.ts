import type { Graph } from '@casement/rules/automation'
import { expect, test } from 'vitest'
import { addStep, changeStep, inOrder, lead, newStep, removeStep } from './edit-graph.ts'
import { layout } from './layout.ts'

const empty: Graph = {
  trigger: { kind: 'first-message' },
  limits: { perContact: { runs: 5, hours: 1 }, perMinute: 600 },
  alongside: false,
  start: null,
  nodes: [],
}
const ways = ({ start, nodes }: Graph) => [start, ...nodes.map(({ id, next }) => `${id} ${JSON.stringify(next)}`)]

test('steps are put at the beginning, at the end and in between', () => {
  const one = addStep(empty, 'start', 'send')
  expect(ways(one.graph)).toEqual(['send', 'send {}'])
  const two = addStep(one.graph, { node: 'send', exit: 'done' }, 'send')
  expect(ways(two.graph)).toEqual(['send', 'send {"done":"send2"}', 'send2 {}'])
  const between = addStep(two.graph, { node: 'send', exit: 'done' }, 'ask')
  expect(ways(between.graph)).toEqual(['send', 'send {"done":"ask"}', 'send2 {}', 'ask {"answered":"send2"}'])
  const first = addStep(between.graph, 'start', 'hand-over')
  expect(first.graph.start, 'what ends a run leads nowhere').toBe('handover')
})

test('a step that is taken away is bridged by its first way out', () => {
  const { graph } = addStep(addStep(addStep(empty, 'start', 'send').graph, 'start', 'wait').graph, 'start', 'tag')
  expect(ways(removeStep(graph, 'wait'))).toEqual(['tag', 'send {}', 'tag {"done":"send"}'])
  expect(ways(removeStep(graph, 'tag'))).toEqual(['wait', 'send {}', 'wait {"done":"send"}'])
  expect(ways(removeStep(graph, 'send'))).toEqual(['tag', 'wait {}', 'tag {"done":"wait"}'])
})

test('a step that leads to itself is taken away all the same', () => {
  const { graph } = addStep(empty, 'start', 'wait')
  expect(ways(removeStep(lead(graph, { node: 'wait', exit: 'done' }, 'wait'), 'wait'))).toEqual([null])
})

test('a way that a branch no longer has takes its line along', () => {
  const { graph } = addStep(addStep(empty, 'start', 'branch').graph, { node: 'branch', exit: 'yes' }, 'note')
  const branch = graph.nodes.find(({ id }) => id === 'branch')
  if (branch?.kind !== 'branch') throw new Error('there is no branch')
  expect(ways(changeStep(graph, { ...branch, cases: [] }))[1]).toBe('branch {}')
})

test('in order means as a run meets them, and once each, also in a circle', () => {
  const { graph } = addStep(addStep(empty, 'start', 'wait').graph, { node: 'wait', exit: 'done' }, 'send')
  const circle = lead(graph, { node: 'send', exit: 'done' }, 'wait')
  const lost = { ...circle, nodes: [...circle.nodes, newStep('note', 'lost')] }
  expect(inOrder(lost).map(({ node, from }) => [node.id, from === null])).toEqual([
    ['wait', false],
    ['send', false],
    ['lost', true],
  ])
  expect([...layout(lost).keys()].sort()).toEqual(['lost', 'send', 'wait'])
})
