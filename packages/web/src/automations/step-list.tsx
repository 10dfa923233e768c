import { exitsOf } from '@casement/rules/automation'
import { clsx } from 'clsx'
import { CircleAlert } from 'lucide-react'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { AddStep } from './add-step.tsx'
import { inOrder } from './edit-graph.ts'
import { type PictureProps, TRIGGER } from './picture-props.ts'
import { stepIcons, TriggerIcon } from './step-icons.ts'
import { exitWords, stepSummary, stoppedWords, triggerSummary } from './step-words.ts'

/** The same drawing as an outline: everything the picture can do, line by line, for a keyboard, a screen reader or a small screen. */
export function StepList({ graph, problems, results, steps, people, selected, readOnly, onSelect, onAdd }: PictureProps) {
  const t = words.automation
  return (
    <ol className="m-0 grid list-none gap-1 p-4" aria-label={t.form.steps} data-testid="step-list">
      <Line
        depth={0}
        lead=""
        title={t.trigger[graph.trigger.kind]}
        summary={triggerSummary(graph)}
        Icon={TriggerIcon}
        wrong={problems.filter(({ node }) => node === null).map(({ says }) => says)}
        taken=""
        selected={selected === TRIGGER}
        onSelect={() => onSelect(TRIGGER)}
      >
        {!readOnly && <AddStep label={t.form.add} place="start" onAdd={onAdd} />}
      </Line>
      {inOrder(graph).map(({ node, from, depth }) => {
        const parent = from !== null && from !== 'start' ? graph.nodes.find(({ id }) => id === from.node) : undefined
        const exits = exitsOf(node)
        const runs = results.filter((way) => way.node === node.id).reduce((sum, way) => sum + way.runs, 0)
        return (
          <Line
            key={node.id}
            depth={depth}
            lead={
              from === null
                ? t.form.unreached
                : parent && from !== 'start' && from.exit !== 'done' && exitsOf(parent).length > 1
                  ? exitWords(parent, from.exit)
                  : ''
            }
            title={t.step[node.kind]}
            summary={stepSummary(node, people)}
            Icon={stepIcons[node.kind]}
            wrong={problems.filter((problem) => problem.node === node.id).map(({ says }) => says)}
            taken={[results.length > 0 ? t.form.taken(count(runs), runs) : '', stoppedWords(steps, node.id)]
              .filter(Boolean)
              .join(', ')}
            selected={selected === node.id}
            onSelect={() => onSelect(node.id)}
          >
            {!readOnly &&
              exits.map((exit) => (
                <AddStep
                  key={exit}
                  label={exits.length > 1 ? exitWords(node, exit) : t.form.add}
                  place={{ node: node.id, exit }}
                  onAdd={onAdd}
                />
              ))}
          </Line>
        )
      })}
    </ol>
  )
}

function Line({
  depth,
  lead,
  title,
  summary,
  Icon,
  wrong,
  taken,
  selected,
  onSelect,
  children,
}: {
  depth: number
  lead: string
  title: string
  summary: string
  Icon: typeof TriggerIcon
  wrong: readonly string[]
  taken: string
  selected: boolean
  onSelect: () => void
  children: React.ReactNode
}) {
  return (
    <li style={{ marginInlineStart: `${Math.min(depth, 6) * 20}px` }} className="grid gap-0.5">
      <button
        type="button"
        aria-pressed={selected}
        onClick={onSelect}
        className={clsx(
          'grid w-full max-w-[640px] grid-cols-[16px_1fr_auto] items-center gap-x-2.5 gap-y-0.5 rounded-md px-3 py-2 text-start',
          selected
            ? 'bg-selected shadow-[inset_0_0_0_1.5px_var(--accent)]'
            : 'bg-surface shadow-control hover:bg-hover dark:bg-raised',
        )}
      >
        <Icon size={14} className="text-accent" aria-hidden="true" />
        <span className="min-w-0 truncate">
          {lead && <span className="text-ink-3">{lead}: </span>}
          <b className="font-medium">{title}</b>
        </span>
        <span className="text-2xs text-ink-3">{taken}</span>
        {summary && <span className="col-start-2 line-clamp-2 text-xs text-ink-2">{summary}</span>}
        {wrong.map((says) => (
          <span key={says} className="col-start-2 flex gap-1.5 text-xs text-danger-text">
            <CircleAlert size={12} className="mt-[3px] flex-none" aria-hidden="true" />
            {says}
          </span>
        ))}
      </button>
      <div className="flex flex-wrap gap-1 ps-2">{children}</div>
    </li>
  )
}
