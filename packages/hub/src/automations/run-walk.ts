import { isoTime, type PlatformTime } from '@casement/platform'
import type { Graph, Node } from '@casement/rules/automation'
import type pg from 'pg'
import { preparedRows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import type { LinkTracker } from '../links/track-links.ts'
import type { Ending } from './end-runs.ts'
import { loadPersons, type Memory, type Person } from './load-facts.ts'

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

/** `links`: leads what is sent through ours, as the workspace wants it. */
export type Taking = { tx: pg.PoolClient; workspaceId: string; now: PlatformTime; links: LinkTracker | null }

/** A run under way. `node`: the step it takes next; null once it stays where it is, or `ending` says how it ended. */
export type Walk = {
  readonly run: RunRow
  readonly events: DomainEvent[]
  /** Read again only after a step that changed something. */
  person: Person | null
  node: Node | null
  due: PlatformTime
  ending: Omit<Ending, 'id'> | null
  queued: boolean
}
export type Stepping = Walk & { person: Person; node: Node }

/** A circle with waits in it may go on for long, and not for ever. */
const MOST_STEPS = 1_000

/** Locks those of these runs that are due and in nobody’s hands. */
export async function holdRuns({ tx, workspaceId, now }: Taking, runIds: readonly string[]): Promise<RunRow[]> {
  const held = await preparedRows<RunRow & { graph: Graph | null }>(
    tx,
    'automation-runs-held',
    `select r.id, r.automation_id, a.name, r.version, r.graph, r.contact_id, r.thread_id, r.phone_number_id, r.state, r.node_id, r.step,
       r.memory
     from automation_runs r join automations a on a.workspace_id = $1 and a.id = r.automation_id
     where r.workspace_id = $1 and r.id = any ($2::uuid[]) and r.ended_at is null and r.state <> 'calling' and r.due_at <= $3
     order by r.id for update of r skip locked`,
    [workspaceId, runIds, isoTime(now)],
  )
  // A drawing may be large: it is read once for all runs of its version.
  const versions = new Map(
    held.flatMap(({ automation_id: id, version }) => (version === null ? [] : [[keyOf(id, version), { id, version }]])),
  )
  if (versions.size === 0) return held
  const drawn = await preparedRows<{ automation_id: string; version: number; graph: Graph }>(
    tx,
    'automation-drawings',
    `select v.automation_id, v.version, v.graph from unnest($2::uuid[], $3::int[]) as asked (id, version)
     join automation_versions v on v.workspace_id = $1 and v.automation_id = asked.id and v.version = asked.version`,
    [workspaceId, [...versions.values()].map(({ id }) => id), [...versions.values()].map(({ version }) => version)],
  )
  const graphs = new Map(drawn.map(({ automation_id, version, graph }) => [keyOf(automation_id, version), graph]))
  return held.map((run) => ({ ...run, graph: run.graph ?? (graphs.get(keyOf(run.automation_id, run.version)) as Graph) }))
}

const keyOf = (automationId: string, version: number | null) => `${automationId} ${version}`

/** What is known of the people of these runs, where it is not known already. */
export async function loadPeople({ tx, workspaceId }: Taking, walks: readonly Walk[]): Promise<void> {
  const unknown = walks.filter(({ person }) => person === null)
  const persons = await loadPersons(
    tx,
    workspaceId,
    unknown.map(({ run }) => ({ contactId: run.contact_id, threadId: run.thread_id, phoneNumberId: run.phone_number_id })),
  )
  for (const [index, walk] of unknown.entries()) {
    walk.person = persons[index] ?? null
    walk.run.thread_id ??= walk.person?.threadId ?? null
  }
}

/** Where a run stands now: at a step, or at its end. */
export function arrive(walk: Walk): void {
  const { run, person } = walk
  walk.node = run.graph.nodes.find(({ id }) => id === run.node_id) ?? null
  walk.ending = whyEnd(run, person, walk.node)
  if (walk.ending) walk.node = null
}

function whyEnd(run: RunRow, person: Person | null, node: Node | null): Omit<Ending, 'id'> | null {
  if (!person) return { state: 'stopped', because: 'The person or the number is gone.' }
  if (person.ownerId !== null && person.ownerId !== (run.memory.ownerId ?? null))
    return { state: 'stopped', because: 'The thread was handed to a person.' }
  if (run.step >= MOST_STEPS) return { state: 'failed', because: `It took ${MOST_STEPS} steps without coming to an end.` }
  if (run.node_id === null) return { state: 'done', because: null }
  return node ? null : { state: 'failed', because: `The step ${run.node_id} is not in its drawing.` }
}
