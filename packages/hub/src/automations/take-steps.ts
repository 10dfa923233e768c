import { isoTime, later, MINUTE, type PlatformTime } from '@casement/platform'
import { durationText, exitsOf, type Facts, type Graph, holds, type Node, type NodeOf } from '@casement/rules/automation'
import type pg from 'pg'
import { preparedRows, transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { nextLocalHour } from '../settings/local-hours.ts'
import { placeOf } from '../settings/place.ts'
import { writeNotes } from '../threads/notes.ts'
import { changeByStep, type LocalNode } from './change-steps.ts'
import { type Ending, endRuns } from './end-runs.ts'
import { asksForPrices, factsOf, loadPersons, loadPrices, type Memory, type Person } from './load-facts.ts'
import { sendByStep } from './send-step.ts'

export type RunRow = {
  id: string
  automation_id: string
  name: string
  version: number | null
  graph: Graph
  contact_id: string
  thread_id: string | null
  phone_number_id: string
  state: 'going' | 'waiting' | 'asking' | 'answered' | 'calling'
  node_id: string | null
  step: number
  memory: Memory
}

export type Taken = {
  /** The number in whose ledger something new stands. */
  queued: string | null
  /** An HTTP call is to be made. */
  calling: boolean
}

/** A run goes so far in one transaction at most; what is left follows in the next. */
const STEPS_AT_ONCE = 20
/** A circle with waits in it may go on for long, and not for ever. */
const MOST_STEPS = 1_000

/**
 * Takes a run on until it waits, calls somebody, or ends: all it does to our own tables, the send ledger among them, in one
 * transaction with where it has got to. Whoever is killed in between has done nothing; whoever comes second finds it done. null when
 * the run is in other hands or not due.
 */
export const takeSteps = (pool: pg.Pool, workspaceId: string, runId: string, now: PlatformTime): Promise<Taken | null> =>
  transactAgain(pool, async (tx) => {
    const [run] = await preparedRows<RunRow>(
      tx,
      'automation-run',
      `select r.id, r.automation_id, a.name, r.version, coalesce(r.graph, v.graph) as graph, r.contact_id, r.thread_id, r.phone_number_id,
         r.state, r.node_id, r.step, r.memory
       from automation_runs r
       join automations a on a.workspace_id = $1 and a.id = r.automation_id
       left join automation_versions v on v.workspace_id = $1 and v.automation_id = r.automation_id and v.version = r.version
       where r.workspace_id = $1 and r.id = $2 and r.ended_at is null and r.state <> 'calling' and r.due_at <= $3 for update of r skip locked`,
      [workspaceId, runId, isoTime(now)],
    )
    return run ? new Walk(tx, workspaceId, run, now).go() : null
  })

/** What came of one step: the way it goes on by, and what people read of it. `stay`: until when it waits here. */
export type Stepped = {
  says: string | null
  exit: string | null
  messageId?: string | null
  stay?: { state: 'waiting' | 'asking' | 'calling'; until: PlatformTime | null }
  ends?: Omit<Ending, 'id'>
}

class Walk {
  readonly tx: pg.PoolClient
  readonly workspaceId: string
  readonly run: RunRow
  readonly now: PlatformTime
  readonly events: DomainEvent[] = []
  person: Person | null = null

  constructor(tx: pg.PoolClient, workspaceId: string, run: RunRow, now: PlatformTime) {
    this.tx = tx
    this.workspaceId = workspaceId
    this.run = run
    this.now = now
  }

  async go(): Promise<Taken> {
    const { run } = this
    let queued = false
    let calling = false
    let due = this.now
    let ending: Omit<Ending, 'id'> | null = null
    for (let taken = 0; ; taken++) {
      const person = await this.load()
      ending = this.whyEnd(person)
      const node = run.graph.nodes.find(({ id }) => id === run.node_id)
      if (ending || !person || !node || taken === STEPS_AT_ONCE) break
      const stepped = await this.take(node, person)
      await this.writeDown(node, stepped)
      queued ||= Boolean(stepped.messageId)
      if (stepped.stay) {
        run.state = stepped.stay.state
        calling = run.state === 'calling'
        due = stepped.stay.until ?? this.now
        break
      }
      if (stepped.ends) {
        ending = stepped.ends
        break
      }
      run.state = 'going'
      run.node_id = (stepped.exit && node.next[stepped.exit]) || null
      if (run.node_id === null) ending = { state: 'done', because: null }
      if (ending) break
    }
    await this.keep(due)
    if (ending) {
      this.events.push(...(await endRuns(this.tx, this.workspaceId, [{ id: run.id, ...ending }], this.now)))
    }
    await appendEvents(this.tx, this.workspaceId, this.events)
    return { queued: queued ? run.phone_number_id : null, calling }
  }

  /** Read again only after a step that changed something. */
  private async load(): Promise<Person | null> {
    if (this.person) return this.person
    const { contact_id: contactId, thread_id: threadId, phone_number_id: phoneNumberId } = this.run
    const [person = null] = await loadPersons(this.tx, this.workspaceId, [{ contactId, threadId, phoneNumberId }])
    this.person = person
    this.run.thread_id ??= person?.threadId ?? null
    return person
  }

  private whyEnd(person: Person | null): Omit<Ending, 'id'> | null {
    const { run } = this
    if (!person) return { state: 'stopped', because: 'The person or the number is gone.' }
    if (person.ownerId !== null && person.ownerId !== (run.memory.ownerId ?? null))
      return { state: 'stopped', because: 'The thread was handed to a person.' }
    if (run.step >= MOST_STEPS) return { state: 'failed', because: `It took ${MOST_STEPS} steps without coming to an end.` }
    if (run.node_id === null) return { state: 'done', because: null }
    if (!run.graph.nodes.some(({ id }) => id === run.node_id))
      return { state: 'failed', because: `The step ${run.node_id} is not in its drawing.` }
    return null
  }

  private async facts(person: Person): Promise<Facts> {
    const prices = asksForPrices(this.run.graph)
      ? await loadPrices(this.tx, this.workspaceId, person, this.run.phone_number_id, this.now)
      : {}
    return factsOf(person, this.run.memory, this.now, prices)
  }

  private async take(node: Node, person: Person): Promise<Stepped> {
    const { run, now } = this
    switch (node.kind) {
      case 'send':
        return this.send(node, person)
      case 'wait':
        return this.wait(`Waits ${durationText(node.minutes)}.`, later(now, Math.round(node.minutes * MINUTE)))
      case 'wait-until':
        return this.wait(
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
        const facts = await this.facts(person)
        const taken = node.cases.find((each) => holds(each.if, facts))
        return { says: `Chose: ${taken ? taken.name || taken.id : 'otherwise'}.`, exit: taken?.id ?? 'otherwise' }
      }
      case 'http':
      case 'draft':
        return { says: null, exit: null, stay: { state: 'calling', until: null } }
      default:
        return this.change(node, person)
    }
  }

  private wait(says: string, until: PlatformTime): Stepped {
    return this.run.state === 'waiting' ? { says: null, exit: 'done' } : { says, exit: null, stay: { state: 'waiting', until } }
  }

  private async send(node: NodeOf<'send'>, person: Person): Promise<Stepped> {
    const { stepped, threadId, events } = await sendByStep(this.tx, {
      workspaceId: this.workspaceId,
      run: this.run,
      message: node.message,
      facts: await this.facts(person),
      now: this.now,
    })
    this.run.thread_id ??= threadId
    this.events.push(...events)
    this.person = null
    // Where nothing is drawn for it, a refusal ends the run, with its reason.
    if (stepped.exit === 'refused' && !node.next.refused)
      return { ...stepped, ends: { state: 'failed', because: stepped.says ?? 'A message was refused.' }, says: null }
    return stepped
  }

  private async change(node: LocalNode, person: Person): Promise<Stepped> {
    const { stepped, events, ownerId } = await changeByStep(this.tx, {
      workspaceId: this.workspaceId,
      run: this.run,
      node,
      person,
      facts: await this.facts(person),
      now: this.now,
    })
    this.events.push(...events)
    if (ownerId !== undefined) this.run.memory.ownerId = ownerId
    this.person = null
    return stepped
  }

  /** Each step is written down once, whichever way it went on; what it says stands in the thread. */
  private async writeDown(node: Node, { says, exit, messageId = null }: Stepped): Promise<void> {
    const { run, now } = this
    const leavesWait = run.state === 'waiting' || run.state === 'asking' || run.state === 'answered'
    if (leavesWait) {
      await this.tx.query('update automation_steps set exit = $4 where workspace_id = $1 and run_id = $2 and step = $3', [
        this.workspaceId,
        run.id,
        run.step,
        exit,
      ])
    } else {
      run.step++
      await preparedRows(
        this.tx,
        'automation-step',
        `insert into automation_steps (workspace_id, run_id, step, automation_id, version, node_id, kind, exit, at, says, message_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          this.workspaceId,
          run.id,
          run.step,
          run.automation_id,
          run.version,
          node.id,
          node.kind,
          exitsOf(node).length > 0 ? exit : null,
          isoTime(now),
          (says ?? '').slice(0, 1_000),
          messageId,
        ],
      )
    }
    // A message that left stands in the thread itself.
    if (says && run.thread_id && !messageId) {
      const by = { kind: 'automation' as const, id: run.automation_id, name: run.name }
      await writeNotes(this.tx, this.workspaceId, [
        { threadId: run.thread_id, kind: 'automation', at: now, by, text: says.slice(0, 1_000) },
      ])
    }
  }

  private async keep(due: PlatformTime): Promise<void> {
    const { run } = this
    await preparedRows(
      this.tx,
      'automation-keep',
      `update automation_runs set state = $3, node_id = $4, step = $5, memory = $6, thread_id = $7,
         due_at = case when $3 = 'calling' then null else $8::timestamptz end,
         retry_at = case when $3 = 'calling' then now() end, attempt = 0
       where workspace_id = $1 and id = $2`,
      [this.workspaceId, run.id, run.state, run.node_id, run.step, JSON.stringify(run.memory), run.thread_id, isoTime(due)],
    )
  }
}
