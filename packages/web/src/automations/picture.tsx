import '@xyflow/react/dist/base.css'
import './picture.css'
import { exitsOf, type Graph, type GraphProblem, type Node as Step, type StepKind } from '@casement/rules/automation'
import {
  Background,
  type Connection,
  Controls,
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react'
import { clsx } from 'clsx'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useMemo } from 'react'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { AddStep } from './add-step.tsx'
import type { Way } from './automation-api.ts'
import { lead, moveStep, type Place } from './edit-graph.ts'
import { layout, STEP_WIDTH, triggerPlace } from './layout.ts'
import { type PictureProps, TRIGGER } from './picture-props.ts'
import { stepIcons, TriggerIcon } from './step-icons.ts'
import { exitWords, stepSummary, stoppedWords, triggerSummary } from './step-words.ts'

type Data = {
  step: Step | null
  graph: Graph
  problems: readonly GraphProblem[]
  free: readonly string[]
  people: ReadonlyMap<string, string>
  readOnly: boolean
  taken: number | null
  stopped: string
  onAdd: (place: Place, kind: StepKind) => void
}
type Drawn = Node<Data, 'step'>

/** The drawing as a picture: steps to be moved, lines to be drawn, and what is wrong or was taken beside them. */
export function Picture({
  graph,
  problems,
  results,
  steps: stepResults,
  people,
  selected,
  readOnly,
  onSelect,
  onGraph,
  onAdd,
}: PictureProps) {
  const nodes = useMemo((): Drawn[] => {
    const placed = layout(graph)
    const base = { graph, people, readOnly, onAdd }
    const trigger: Drawn = {
      id: TRIGGER,
      type: 'step',
      position: triggerPlace(graph, placed),
      draggable: false,
      deletable: false,
      ariaLabel: `${words.automation.trigger.label}: ${words.automation.trigger[graph.trigger.kind]}`,
      data: {
        ...base,
        step: null,
        problems: problems.filter(({ node }) => node === null),
        free: graph.start === null ? ['start'] : [],
        taken: null,
        stopped: '',
      },
      selected: selected === TRIGGER,
    }
    const steps = graph.nodes.map(
      (step): Drawn => ({
        id: step.id,
        type: 'step',
        position: placed.get(step.id) ?? { x: 0, y: 0 },
        ariaLabel: `${words.automation.step[step.kind]}: ${stepSummary(step, people)}`,
        deletable: false,
        data: {
          ...base,
          step,
          problems: problems.filter(({ node }) => node === step.id),
          free: exitsOf(step).filter((exit) => step.next[exit] === undefined),
          taken: results.length > 0 ? sumOf(results, step.id) : null,
          stopped: stoppedWords(stepResults, step.id),
        },
        selected: selected === step.id,
      }),
    )
    return [trigger, ...steps]
  }, [graph, problems, results, stepResults, people, selected, readOnly, onAdd])

  const edges = useMemo((): Edge[] => {
    const line = (from: string, exit: string, to: string, label: string): Edge => {
      const runs = results.find((way) => way.node === from && way.exit === exit)?.runs
      return {
        id: `${from} ${exit}`,
        source: from,
        sourceHandle: exit,
        target: to,
        label: [label, runs === undefined ? '' : `${count(runs)}×`].filter(Boolean).join(' '),
        type: 'smoothstep',
        deletable: !readOnly,
      }
    }
    const first = graph.start === null ? [] : [line(TRIGGER, 'start', graph.start, '')]
    return [
      ...first,
      ...graph.nodes.flatMap((step) => {
        const exits = exitsOf(step)
        return exits.flatMap((exit) => {
          const to = step.next[exit]
          return to === undefined
            ? []
            : [line(step.id, exit, to, exits.length > 1 && exit !== 'done' ? exitWords(step, exit) : '')]
        })
      }),
    ]
  }, [graph, results, readOnly])

  const connect = ({ source, sourceHandle, target }: Connection) => {
    if (target === TRIGGER || !sourceHandle) return
    onGraph(lead(graph, source === TRIGGER ? 'start' : { node: source, exit: sourceHandle }, target))
  }
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      fitView
      fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
      minZoom={0.2}
      maxZoom={1.5}
      nodesConnectable={!readOnly}
      nodesDraggable={!readOnly}
      deleteKeyCode={readOnly ? null : ['Backspace', 'Delete']}
      onConnect={connect}
      onEdgesDelete={(gone) =>
        onGraph(
          gone.reduce(
            (drawn, { source, sourceHandle }) =>
              lead(drawn, source === TRIGGER ? 'start' : { node: source, exit: sourceHandle ?? '' }, null),
            graph,
          ),
        )
      }
      onNodesChange={(changes) => {
        for (const change of changes) {
          // A click and the keyboard both choose; only the last of a drag is kept, when the mouse lets go.
          if (change.type === 'select' && change.selected) onSelect(change.id)
          if (change.type === 'position' && change.position && !readOnly && change.id !== TRIGGER)
            onGraph(moveStep(graph, change.id, change.position))
        }
      }}
      onPaneClick={() => onSelect(null)}
      proOptions={{ hideAttribution: true }}
      aria-label={words.automation.views.picture}
    >
      <Background gap={20} size={1} color="var(--line)" />
      <Controls showInteractive={false} />
    </ReactFlow>
  )
}

const sumOf = (results: readonly Way[], node: string): number =>
  results.filter((way) => way.node === node).reduce((sum, { runs }) => sum + runs, 0)

function StepCard({ data, selected }: NodeProps<Drawn>) {
  const { step, graph, problems, free, people, readOnly, taken, stopped, onAdd } = data
  const t = words.automation
  const Icon = step ? stepIcons[step.kind] : TriggerIcon
  const wrong = problems.find(({ severity }) => severity === 'error') ?? problems[0]
  const title = step ? t.step[step.kind] : t.trigger[graph.trigger.kind]
  const summary = step ? stepSummary(step, people) : triggerSummary(graph)
  const exits = step ? exitsOf(step) : ['start']
  return (
    <div
      style={{ width: STEP_WIDTH }}
      data-testid="step-card"
      className={clsx(
        'rounded-md bg-surface text-sm dark:bg-raised',
        selected
          ? 'shadow-[0_0_0_2px_var(--accent)]'
          : wrong?.severity === 'error'
            ? 'shadow-[0_0_0_1.5px_var(--danger)]'
            : 'shadow-control',
        !step && 'border-t-2 border-accent',
      )}
    >
      {step && <Handle type="target" position={Position.Top} isConnectable={!readOnly} />}
      <div className="flex items-center gap-2 px-3 pt-2.5">
        <Icon size={14} className="flex-none text-accent" aria-hidden="true" />
        <span className="min-w-0 flex-1 truncate font-medium">{title}</span>
        {taken !== null && <span className="text-2xs text-ink-3">{t.form.taken(count(taken), taken)}</span>}
      </div>
      <div className="px-3 pt-0.5 pb-2.5">
        <p className="line-clamp-2 min-h-4 text-xs leading-[1.4] break-words text-ink-2">{summary}</p>
      </div>
      {stopped && <p className="px-3 pb-2 text-2xs text-ink-3">{stopped}</p>}
      {wrong && (
        <p
          className={clsx(
            'flex items-start gap-1.5 rounded-b-md px-3 py-1.5 text-2xs leading-[1.4]',
            wrong.severity === 'error' ? 'bg-danger-tint text-danger-text' : 'bg-warn-tint text-warn-text',
          )}
        >
          {wrong.severity === 'error' ? (
            <CircleAlert size={12} className="mt-px flex-none" aria-hidden="true" />
          ) : (
            <TriangleAlert size={12} className="mt-px flex-none" aria-hidden="true" />
          )}
          {wrong.says}
        </p>
      )}
      {!readOnly && free.length > 0 && (
        // What is pressed in a menu is no press on the card it belongs to.
        // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps events of its buttons to itself
        <div
          className="nodrag flex flex-wrap gap-1 border-t border-line px-2 py-1.5"
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
        >
          {free.map((exit) => (
            <AddStep
              key={exit}
              label={step && exits.length > 1 ? exitWords(step, exit) : t.form.add}
              place={step ? { node: step.id, exit } : 'start'}
              onAdd={onAdd}
            />
          ))}
        </div>
      )}
      {exits.map((exit, index) => (
        <Handle
          key={exit}
          id={exit}
          type="source"
          position={Position.Bottom}
          isConnectable={!readOnly}
          style={{ insetInlineStart: `${((index + 1) / (exits.length + 1)) * 100}%` }}
        />
      ))}
    </div>
  )
}

const nodeTypes = { step: StepCard }
