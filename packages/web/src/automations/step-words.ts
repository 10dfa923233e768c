import { durationText, type Graph, type Node } from '@casement/rules/automation'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { StepResult } from './automation-api.ts'

/** How many came no further than a step, and how many are there now; empty where nobody is. */
export function stoppedWords(steps: readonly StepResult[], node: string): string {
  const t = words.automation.walk
  const found = steps.find((step) => step.node === node)
  return [
    found && found.ended > 0 ? t.endedHere(count(found.ended)) : '',
    found && found.waiting > 0 ? t.waitHere(count(found.waiting)) : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** What a way out is called: cases of a branch by their own name. */
export function exitWords(node: Node, exit: string): string {
  if (node.kind === 'branch') {
    const found = node.cases.find(({ id }) => id === exit)
    if (found) return found.name || words.automation.yes
  }
  return words.automation.exit[exit] ?? exit
}

/** A step in one line: what is particular about it. */
export function stepSummary(node: Node, people: ReadonlyMap<string, string>): string {
  const f = words.automation.form
  const who = (owner: string | null, nobody: string) => (owner === null ? nobody : (people.get(owner) ?? owner))
  switch (node.kind) {
    case 'send':
      return messageText(node.message)
    case 'wait':
      return durationText(node.minutes)
    case 'wait-until':
      return node.hour
    case 'ask':
      return durationText(node.timeoutMinutes)
    case 'branch':
      return node.cases.map((each) => each.name || words.automation.yes).join(', ')
    case 'assign':
      return who(node.owner, f.nobody)
    case 'tag':
      return [...node.add.map((tag) => `+${tag}`), ...node.remove.map((tag) => `−${tag}`)].join(' ')
    case 'note':
      return node.text
    case 'attribute':
      return node.value === null ? node.key : `${node.key} = ${node.value}`
    case 'consent':
      return `${f.purposes[node.purpose as keyof typeof f.purposes] ?? node.purpose}: ${f.choices[node.choice]}`
    case 'http':
      return `${node.method} ${node.url}`
    case 'draft':
      return node.wish
    case 'hand-over':
      return who(node.owner, f.anybody)
  }
}

export function messageText(message: { readonly type: string } & Readonly<Record<string, unknown>>): string {
  const content = message[message.type] as { body?: string | { text?: string }; name?: string; caption?: string } | undefined
  if (message.type === 'template') return content?.name || words.automation.form.chooseTemplate
  const body = content?.body
  return (typeof body === 'string' ? body : body?.text) || content?.caption || message.type
}

export function triggerSummary({ trigger }: Graph): string {
  const f = words.automation.form
  switch (trigger.kind) {
    case 'keyword':
      return trigger.words.join(', ')
    case 'answer':
      return trigger.ids.join(', ')
    case 'ad':
      return trigger.sources.join(', ')
    case 'away':
      return trigger.hours.timeZone
    case 'window':
      return trigger.event === 'closing'
        ? `${f.windowEvent.closing}: ${f.before[String(trigger.minutesBefore)] ?? durationText(trigger.minutesBefore)}`
        : f.windowEvent[trigger.event]
    case 'template':
      return [trigger.names.join(', '), f.templateStatus[trigger.status]].filter(Boolean).join(' ')
    case 'attribute':
      return trigger.is === undefined ? trigger.key : `${trigger.key} = ${trigger.is}`
    case 'event':
      return trigger.name
    case 'schedule':
      return `${trigger.hour}, ${trigger.weekdays.map((day) => f.weekdays[day - 1]).join(' ')}`
    default:
      return ''
  }
}
