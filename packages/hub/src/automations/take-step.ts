import { later, MINUTE, type PlatformTime } from '@casement/platform'
import { durationText, type Facts, holds, type NodeOf } from '@casement/rules/automation'
import { nextLocalHour } from '../settings/local-hours.ts'
import { placeOf } from '../settings/place.ts'
import { changeByStep, type LocalNode } from './change-steps.ts'
import type { Ending } from './end-runs.ts'
import { asksForPrices, factsOf, loadPrices, type Person, type Prices } from './load-facts.ts'
import type { RunRow, Stepping, Taking, Walk } from './run-walk.ts'
import { sendBySteps } from './send-step.ts'

/** What came of one step: the way it goes on by, and what people read of it. `stay`: until when it waits here. */
export type Stepped = {
  says: string | null
  exit: string | null
  messageId?: string | null
  stay?: { state: 'waiting' | 'asking' | 'calling'; until: PlatformTime | null }
  ends?: Omit<Ending, 'id'>
}

/** The step that each stands at, in their order: what is sent passes the gate together. */
export async function takeStep(taking: Taking, walks: readonly Stepping[]): Promise<{ walk: Stepping; came: Stepped }[]> {
  const factsFor = await loadFacts(taking, walks)
  const sent = await sendTogether(taking, walks, factsFor)
  const stepped: { walk: Stepping; came: Stepped }[] = []
  for (const walk of walks) stepped.push({ walk, came: sent.get(walk) ?? (await takeAlone(taking, walk, factsFor)) })
  return stepped
}

async function loadFacts({ tx, workspaceId, now }: Taking, walks: readonly Stepping[]): Promise<(walk: Stepping) => Facts> {
  const asking = walks.filter(({ run }) => asksForPrices(run.graph))
  const found = await loadPrices(
    tx,
    workspaceId,
    asking.map(({ person, run }) => ({ person, phoneNumberId: run.phone_number_id })),
    now,
  )
  const prices = new Map<Walk, Prices>(asking.map((walk, index) => [walk, found[index] ?? {}]))
  return (walk) => factsOf(walk.person, walk.run.memory, now, prices.get(walk) ?? {})
}

async function sendTogether(
  { tx, workspaceId, now, links }: Taking,
  walks: readonly Stepping[],
  factsFor: (walk: Stepping) => Facts,
): Promise<Map<Walk, Stepped>> {
  const sending = walks.flatMap((walk) => (walk.node.kind === 'send' ? { walk, node: walk.node } : []))
  const sent = await sendBySteps(
    tx,
    { workspaceId, now, links },
    sending.map(({ walk, node }) => ({ run: walk.run, message: node.message, facts: factsFor(walk) })),
  )
  const came = new Map<Walk, Stepped>()
  for (const [index, { stepped, threadId, events }] of sent.entries()) {
    const { walk, node }: { walk: Walk; node: NodeOf<'send'> } = sending[index] as (typeof sending)[0]
    walk.run.thread_id ??= threadId
    walk.events.push(...events)
    walk.person = null
    walk.queued ||= Boolean(stepped.messageId)
    // Where nothing is drawn for it, a refusal ends the run, with its reason.
    const ends = { state: 'failed' as const, because: stepped.says ?? 'A message was refused.' }
    came.set(walk, stepped.exit === 'refused' && !node.next.refused ? { ...stepped, ends, says: null } : stepped)
  }
  return came
}

async function takeAlone(taking: Taking, walk: Stepping, factsFor: (walk: Stepping) => Facts): Promise<Stepped> {
  const { run, person, node } = walk
  const { now } = taking
  switch (node.kind) {
    case 'send':
      throw new Error('What is sent passes the gate together with what others send.')
    case 'wait':
      return wait(run, `Waits ${durationText(node.minutes)}.`, later(now, Math.round(node.minutes * MINUTE)))
    case 'wait-until':
      return wait(
        run,
        `Waits until it is ${node.hour} there.`,
        nextLocalHour(now, placeOf(person.phone), node.hour, person.timeZone),
      )
    case 'ask':
      if (run.state === 'answered') return { says: 'Was answered.', exit: 'answered' }
      if (run.state === 'asking') return { says: 'Was not answered in time.', exit: 'timeout' }
      run.memory.answer = null
      return {
        says: `Waits ${durationText(node.timeoutMinutes)} for an answer.`,
        exit: null,
        stay: { state: 'asking', until: later(now, Math.round(node.timeoutMinutes * MINUTE)) },
      }
    case 'branch': {
      const facts = factsFor(walk)
      const taken = node.cases.find((each) => holds(each.if, facts))
      return { says: `Chose: ${taken ? taken.name || taken.id : 'otherwise'}.`, exit: taken?.id ?? 'otherwise' }
    }
    case 'http':
    case 'draft':
      return { says: null, exit: null, stay: { state: 'calling', until: null } }
    default:
      return change(taking, walk, { person, node, facts: factsFor(walk) })
  }
}

const wait = (run: RunRow, says: string, until: PlatformTime): Stepped =>
  run.state === 'waiting' ? { says: null, exit: 'done' } : { says, exit: null, stay: { state: 'waiting', until } }

async function change(
  { tx, workspaceId, now }: Taking,
  walk: Walk,
  { person, node, facts }: { person: Person; node: LocalNode; facts: Facts },
): Promise<Stepped> {
  const { run } = walk
  const { stepped, events, ownerId } = await changeByStep(tx, { workspaceId, run, node, person, facts, now })
  walk.events.push(...events)
  if (ownerId !== undefined) run.memory.ownerId = ownerId
  walk.person = null
  return stepped
}

/** Where a run goes after a step. */
export function goOn(walk: Walk, { stay, ends, exit }: Stepped, now: PlatformTime): void {
  const { run, node } = walk
  if (stay) {
    run.state = stay.state
    walk.due = stay.until ?? now
  } else if (ends) walk.ending = ends
  else {
    run.state = 'going'
    run.node_id = (exit && node?.next[exit]) || null
    if (run.node_id === null) walk.ending = { state: 'done', because: null }
  }
  if (stay || walk.ending) walk.node = null
}
