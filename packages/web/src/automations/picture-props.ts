import type { Graph, GraphProblem, StepKind } from '@casement/rules/automation'
import type { StepResult, Way } from './automation-api.ts'
import type { Place } from './edit-graph.ts'

/** What both forms of a drawing show and change: the picture and the list. */
export type PictureProps = {
  graph: Graph
  problems: readonly GraphProblem[]
  /** How often each way was taken, by the runs or by a replay. */
  results: readonly Way[]
  /** What people did at each step; empty where nothing is known, as after a replay. */
  steps: readonly StepResult[]
  people: ReadonlyMap<string, string>
  selected: string | null
  readOnly: boolean
  onSelect: (id: string | null) => void
  onGraph: (graph: Graph) => void
  onAdd: (place: Place, kind: StepKind) => void
}

/** The id under which the trigger is chosen and drawn; no step has it, for it is never drawn as one. */
export const TRIGGER = '\u0000trigger'
