import type { PlatformTime } from '@casement/platform'
import { checkContent } from '../content/check-content.ts'
import type { TemplateInput } from '../template/components.ts'
import type { Fix } from './apply-fix.ts'
import { fillMessage, hostPart, placeholdersIn } from './fill-message.ts'
import {
  beginsWithMessage,
  comesWithNumber,
  exitsOf,
  type Graph,
  LONGEST_WAIT_MINUTES,
  MOST_NODES,
  type Node,
  type NodeOf,
} from './graph.ts'
import { type Left, windowLeft } from './window-left.ts'

export type GraphProblem = {
  /** The node it stands at; null: the trigger or the automation as a whole. */
  readonly node: string | null
  readonly path: string
  readonly severity: 'error' | 'warning'
  /** One sentence that says what is wrong, and one that says what to do. */
  readonly says: string
  readonly fix: string
  /** What mends it by itself. */
  readonly fixes: readonly Fix[]
}

export type GraphContext = {
  readonly now: PlatformTime
  /** How long a window stays open after the customer wrote, by the policy in force. */
  readonly windowHours: number
  /** The templates of the account; absent: not known, so that names are taken as they are. */
  readonly templates?: readonly (TemplateInput & { readonly name: string; readonly language: string; readonly status: string })[]
}

/** All that is wrong or unwise in a drawing, without running it. With an error among them it cannot be switched on. */
export function checkGraph(graph: Graph, context: GraphContext): readonly GraphProblem[] {
  const problems: GraphProblem[] = []
  const add: Add = (node, path, says, fix, more = {}) =>
    problems.push({ node, path, severity: 'error', says, fix, fixes: [], ...more })
  checkTrigger(graph, add)
  if (graph.nodes.length > MOST_NODES)
    add(
      null,
      'nodes',
      `There are ${graph.nodes.length} steps.`,
      `Keep to ${MOST_NODES}, and let one automation begin another by an attribute.`,
    )
  const ids = new Set(graph.nodes.map(({ id }) => id))
  if (ids.size < graph.nodes.length) add(null, 'nodes', 'Two steps have the same id.', 'Give each step an id of its own.')
  if (graph.start === null || !ids.has(graph.start))
    add(null, 'start', 'Nothing happens yet.', 'Add a first step after the trigger.')
  const left = windowLeft(graph, context.windowHours)
  for (const node of graph.nodes) {
    for (const [exit, target] of Object.entries(node.next)) {
      if (!exitsOf(node).includes(exit))
        add(node.id, `next.${exit}`, `This step has no way out named ${exit}.`, 'Take the line away.')
      if (!ids.has(target))
        add(node.id, `next.${exit}`, 'A line leads to a step that is gone.', 'Draw the line to another step, or take it away.')
    }
    if (ids.has(graph.start ?? '') && !left.has(node.id))
      add(node.id, '', 'Nothing leads to this step.', 'Draw a line to it, or take it away.', { severity: 'warning' })
    checkStep(node, graph, left.get(node.id), context, add)
  }
  for (const id of circlesWithoutWait(graph))
    add(
      id,
      'next',
      'From here the run comes back here without ever waiting.',
      'Put a wait or a question into the circle, or open it.',
    )
  return problems
}

type Add = (
  node: string | null,
  path: string,
  says: string,
  fix: string,
  more?: Partial<Pick<GraphProblem, 'severity' | 'fixes'>>,
) => void

function checkTrigger(graph: Graph, add: Add): void {
  const { trigger } = graph
  if (trigger.kind === 'keyword' && trigger.words.every((word) => word.trim() === ''))
    add(null, 'trigger.words', 'It waits for a word, and none is named.', 'Write at least one word.')
  if (trigger.kind === 'away' && trigger.hours.open.some(({ from, to }) => from >= to))
    add(null, 'trigger.hours', 'The hours end before they begin.', 'Let each span of hours end later on the same day.')
  if (trigger.kind === 'attribute' && trigger.key.trim() === '')
    add(null, 'trigger.key', 'It waits for an attribute, and none is named.', 'Name the attribute.')
  if (trigger.kind === 'event' && trigger.name.trim() === '')
    add(null, 'trigger.name', 'It waits for an event, and none is named.', 'Name the event, as POST /v1/events tells it.')
  if (trigger.kind === 'schedule' && trigger.weekdays.length === 0)
    add(null, 'trigger.weekdays', 'It waits for a day that never comes.', 'Choose at least one weekday.')
  if (!comesWithNumber(trigger) && !graph.from)
    add(
      null,
      'from',
      'Nobody has written just now, so it is open which of your numbers this is about.',
      'Choose the number it writes from.',
    )
}

function checkStep(node: Node, graph: Graph, left: Left | undefined, context: GraphContext, add: Add): void {
  switch (node.kind) {
    case 'send':
      checkMessage(node, context, add)
      if (node.message.type !== 'template' && left && left.minutes <= 0) {
        const spent = graph.nodes.find(({ id }) => id === left.spentBy)
        add(
          node.id,
          'message',
          spent
            ? `The customer service window may have closed during “${nameOf(spent)}”, and this message is free-form.`
            : 'The customer service window may be closed when this begins, and this message is free-form.',
          'Send an approved template here, or ask before it whether the window is open.',
          {
            fixes: [
              { kind: 'ask-window', node: node.id },
              { kind: 'use-template', node: node.id },
            ],
          },
        )
      }
      return
    case 'wait':
      if (!(node.minutes >= 1) || node.minutes > LONGEST_WAIT_MINUTES)
        add(node.id, 'minutes', `It waits ${node.minutes} minutes.`, 'Wait between a minute and 90 days.')
      return
    case 'ask':
      if (!(node.timeoutMinutes >= 1) || node.timeoutMinutes > LONGEST_WAIT_MINUTES)
        add(
          node.id,
          'timeoutMinutes',
          `It waits ${node.timeoutMinutes} minutes for an answer.`,
          'Wait between a minute and 90 days.',
        )
      return
    case 'branch':
      if (node.cases.length === 0) add(node.id, 'cases', 'It asks nothing.', 'Add a condition, or take the branch away.')
      return
    case 'tag':
      if (node.add.length + node.remove.length === 0)
        add(node.id, 'add', 'It names no tag.', 'Name a tag to add or to take away.')
      return
    case 'note':
      if (node.text.trim() === '') add(node.id, 'text', 'The note is empty.', 'Write what the note says.')
      return
    case 'attribute':
      if (node.key.trim() === '') add(node.id, 'key', 'It names no attribute.', 'Name the attribute to set.')
      return
    case 'consent':
      if (node.choice === 'in' && !asksThePerson(graph))
        add(
          node.id,
          'choice',
          'It notes a yes that the person never gave.',
          'Ask them first and note their yes after the answer, or begin with a message of theirs.',
        )
      return
    case 'http':
      if (!/^https?:\/\/[^\s/]/.test(node.url))
        add(node.id, 'url', 'It calls no address.', 'Give a whole address, such as https://shop.example/orders.')
      else if (hostPart(node.url).includes('{{'))
        add(
          node.id,
          'url',
          'Whom it calls would depend on what somebody wrote.',
          'Write the host itself, and values only behind it: https://shop.example/orders/{{event.order}}.',
        )
      return
  }
}

/** Whether somebody who comes to a yes may have said it: to us, or to the program that told of it. */
const asksThePerson = ({ trigger, nodes }: Graph): boolean =>
  beginsWithMessage(trigger) ||
  trigger.kind === 'event' ||
  trigger.kind === 'attribute' ||
  nodes.some(({ kind }) => kind === 'ask')

function checkMessage({ id, message }: NodeOf<'send'>, { now, templates }: GraphContext, add: Add): void {
  const isTemplate = message.type === 'template'
  for (const { name, fallback, isKnown } of placeholdersIn(message)) {
    if (!isKnown)
      add(
        id,
        'message',
        `Nothing is known under {{${name}}}.`,
        'Use contact.name, contact.first_name, contact.phone, contact.attributes.KEY, answer, text, event.KEY or http.KEY.',
      )
    else if (fallback === null && isTemplate)
      add(
        id,
        'message',
        `Where {{${name}}} is not known, the template cannot be sent.`,
        `Say what to write then: {{${name}|…}}.`,
        { severity: 'warning' },
      )
  }
  const filled = fillMessage(message, SAMPLE)
  const wanted = isTemplate ? (message.template as { name?: string; language?: { code?: string } } | undefined) : undefined
  const template = wanted && templates?.find(({ name, language }) => name === wanted.name && language === wanted.language?.code)
  if (isTemplate && !wanted?.name) {
    add(id, 'message.template', 'No template is chosen.', 'Choose an approved template.')
    return
  }
  if (isTemplate && templates && template?.status !== 'APPROVED')
    add(
      id,
      'message.template',
      template
        ? `The template ${template.name} is ${template.status.toLowerCase()}.`
        : `There is no template ${wanted?.name} in ${wanted?.language?.code}.`,
      'Choose an approved template.',
    )
  if (isTemplate && !template) return
  for (const finding of checkContent(filled as never, { now, ...(template ? { template } : {}) }))
    add(id, finding.path ? `message.${finding.path}` : 'message', finding.fix, finding.fix, { severity: finding.severity })
}

/** Values of a fitting length stand in for what is known only of a person. */
const SAMPLE = {
  contact: {
    name: 'Sample Person',
    phone: '447700900000',
    country: 'GB',
    attributes: new Proxy(
      {},
      { get: () => 'sample', getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 'sample' }) },
    ),
    tags: [],
    consent: () => 'unsaid' as const,
  },
  text: 'sample',
  answer: { text: 'sample', id: null },
  data: {},
}

/** What a step is called where nobody named it. */
export function nameOf(node: Node): string {
  switch (node.kind) {
    case 'wait':
      return `wait ${durationText(node.minutes)}`
    case 'wait-until':
      return `wait until ${node.hour}`
    case 'ask':
      return `wait ${durationText(node.timeoutMinutes)} for an answer`
    case 'http':
      return 'HTTP call'
    case 'draft':
      return 'draft a reply'
    default:
      return node.kind
  }
}

export const durationText = (minutes: number): string => {
  if (minutes % 1_440 === 0) return minutes === 1_440 ? '24 h' : `${minutes / 1_440} days`
  return minutes % 60 === 0
    ? `${minutes / 60} h`
    : minutes > 120
      ? `${Math.floor(minutes / 60)} h ${minutes % 60} min`
      : `${minutes} min`
}

/** One node of each circle in which nothing waits. */
function circlesWithoutWait({ nodes }: Graph): string[] {
  const quick = new Map(
    nodes.filter(({ kind }) => kind !== 'wait' && kind !== 'wait-until' && kind !== 'ask').map((node) => [node.id, node]),
  )
  const state = new Map<string, 'open' | 'done'>()
  const found: string[] = []
  const visit = (id: string) => {
    const node = quick.get(id)
    if (!node || state.get(id) === 'done') return
    if (state.get(id) === 'open') {
      found.push(id)
      return
    }
    state.set(id, 'open')
    for (const target of Object.values(node.next)) visit(target)
    state.set(id, 'done')
  }
  for (const id of quick.keys()) visit(id)
  return found
}
