import { platformTime, policyAt } from '@casement/platform'
import { applyFix, checkGraph, type Fix, type Graph, type StepKind } from '@casement/rules/automation'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ChevronRight, MoreHorizontal, Trash2, X } from 'lucide-react'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Button, buttonClass } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Empty } from '../controls/empty.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { useMedia } from '../controls/use-media.ts'
import { usePeople } from '../session/people.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { mayWriteTemplates } from '../templates/roles.ts'
import { useAllTemplates } from '../templates/template-api.ts'
import {
  type Automation,
  deleteAutomation,
  type Replay,
  type StepResult,
  switchOff,
  switchOn,
  useAutomation,
  useDeed,
  useResults,
} from './automation-api.ts'
import { addStep, changeStep, type Place, removeStep } from './edit-graph.ts'
import { MessagePreview } from './message-preview.tsx'
import { TRIGGER } from './picture-props.ts'
import { RehearseDialog } from './rehearse-dialog.tsx'
import { ReplayDialog } from './replay-dialog.tsx'
import { RunsDialog } from './runs-dialog.tsx'
import { StepForm } from './step-form.tsx'
import { StepList } from './step-list.tsx'
import { TriggerForm } from './trigger-form.tsx'
import { useDrawing } from './use-drawing.ts'
import { VersionsDialog } from './versions-dialog.tsx'

const Picture = lazy(() => import('./picture.tsx').then((module) => ({ default: module.Picture })))

/** One automation: drawn, checked while it is drawn, tried, and switched on. */
export function AutomationPage() {
  const t = words.automation
  const { automationId } = useParams({ from: '/automations/$automationId' })
  const automation = useAutomation(automationId)
  if (automation.isError)
    return (
      <Empty
        action={
          <Link to="/automations" className={buttonClass()}>
            {t.toList}
          </Link>
        }
      >
        {t.gone}
      </Empty>
    )
  if (!automation.data) return <p className="shows-late p-5 text-ink-3">{t.loading}</p>
  return <Builder key={automationId} automation={automation.data} />
}

const NO_STEPS: readonly StepResult[] = []

type Open = 'versions' | 'runs' | 'replay' | 'rehearse'

function Builder({ automation }: { automation: Automation }) {
  const t = words.automation
  const { role, emulator } = useSession()
  const navigate = useNavigate()
  const wide = useMedia('(min-width: 900px)')
  const readOnly = !mayWriteTemplates(role)
  const { graph, change, state, error, flush } = useDrawing(automation)
  const [selected, setSelected] = useState<string | null>(null)
  const [view, setView] = useState<'picture' | 'list' | null>(null)
  const [open, setOpen] = useState<Open | null>(null)
  const [replayed, setReplayed] = useState<Replay | null>(null)
  const shown = view ?? (wide ? 'picture' : 'list')
  const problems = useProblems(graph)
  const results = useResults(automation.id, automation.liveVersion)
  const people = usePeople()
  const names = useMemo(() => new Map((people.data ?? []).map(({ id, name }) => [id, name])), [people.data])
  const errors = problems.filter(({ severity }) => severity === 'error').length

  const edit = useCallback(
    (next: Graph) => {
      if (!readOnly) change(next)
      setReplayed(null)
    },
    [change, readOnly],
  )
  const add = useCallback(
    (place: Place, kind: StepKind) => {
      const added = addStep(graph, place, kind)
      edit(added.graph)
      setSelected(added.id)
    },
    [graph, edit],
  )
  const on = useDeed(async () => {
    await flush()
    return switchOn(automation.id)
  })
  const off = useDeed(() => switchOff(automation.id))
  const gone = useDeed(() => deleteAutomation(automation.id))
  const failure = on.error ?? off.error ?? gone.error ?? error
  const picture = {
    graph,
    problems,
    results: replayed?.results ?? results.data?.data ?? [],
    steps: replayed ? NO_STEPS : (results.data?.steps ?? NO_STEPS),
    people: names,
    selected,
    readOnly,
    onSelect: setSelected,
    onGraph: edit,
    onAdd: add,
  }
  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2 border-b border-line px-5 py-2 max-desk:px-4">
        <nav aria-label={t.title} className="flex min-w-0 items-center gap-1.5">
          <Link to="/automations" className="text-ink-2 hover:text-ink">
            {t.title}
          </Link>
          <ChevronRight size={14} aria-hidden="true" className="text-ink-3 rtl:rotate-180" />
          <h1 className="truncate text-lg font-strong tracking-tight">{automation.name}</h1>
        </nav>
        <Chip tone={automation.state === 'on' ? 'ok' : 'plain'}>{t.state[automation.state]}</Chip>
        <span role="status" className="min-w-0 flex-1 truncate text-xs text-ink-3" data-testid="save-state">
          {state === 'saving' ? t.saving : state === 'failed' ? t.unsaved : t.saved}
          {automation.state === 'on' && automation.liveVersion !== null && `. ${t.liveAs(automation.liveVersion)}`}
        </span>
        <Segmented
          label={t.viewLabel}
          value={shown}
          segments={(['picture', 'list'] as const).map((value) => ({ value, label: t.views[value], testId: `view-${value}` }))}
          onChange={setView}
        />
        <Button onClick={() => void flush().then(() => setOpen('replay'))} data-testid="replay">
          {t.replay}
        </Button>
        {emulator && !readOnly && (
          <Button onClick={() => void flush().then(() => setOpen('rehearse'))} disabled={errors > 0}>
            {t.rehearse}
          </Button>
        )}
        {!readOnly && automation.state === 'on' && <Button onClick={() => off.mutate()}>{t.switchOff}</Button>}
        {!readOnly && (
          <Button look="primary" disabled={errors > 0 || on.isPending} onClick={() => on.mutate()} data-testid="switch-on">
            {errors > 0 ? t.toFix(errors) : automation.state === 'on' ? t.update : t.switchOn}
          </Button>
        )}
        <Menu
          label={t.more}
          trigger={
            <Button look="ghost" icon aria-label={t.more}>
              <MoreHorizontal size={16} aria-hidden="true" />
            </Button>
          }
        >
          <MenuItem onSelect={() => setOpen('runs')}>{t.runsTitle}</MenuItem>
          <MenuItem onSelect={() => setOpen('versions')}>{t.versions}</MenuItem>
          {!readOnly && automation.state === 'off' && (
            <MenuItem onSelect={() => gone.mutate(undefined, { onSuccess: () => void navigate({ to: '/automations' }) })}>
              {t.delete}
            </MenuItem>
          )}
        </Menu>
      </header>
      {failure !== null && failure !== undefined && <ProblemNotice error={failure} className="m-3" />}
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1 bg-canvas" data-testid="drawing">
          {shown === 'picture' ? (
            <Suspense fallback={<p className="shows-late p-5 text-ink-3">{t.loading}</p>}>
              <Picture {...picture} />
            </Suspense>
          ) : (
            <ScrollRegion label={t.views.list} className="h-full">
              <StepList {...picture} />
            </ScrollRegion>
          )}
        </div>
        {(wide || selected !== null) && (
          <Side
            graph={graph}
            problems={problems}
            steps={picture.steps}
            selected={selected}
            readOnly={readOnly}
            onGraph={edit}
            onSelect={setSelected}
            wide={wide}
          />
        )}
      </div>
      {open === 'versions' && <VersionsDialog id={automation.id} onTake={edit} onClose={() => setOpen(null)} />}
      {open === 'runs' && <RunsDialog id={automation.id} onClose={() => setOpen(null)} />}
      {open === 'replay' && (
        <ReplayDialog id={automation.id} graph={graph} onReplayed={setReplayed} onClose={() => setOpen(null)} />
      )}
      {open === 'rehearse' && <RehearseDialog id={automation.id} onClose={() => setOpen(null)} />}
    </>
  )
}

/** What is wrong, figured while one draws, by the rules that the hub asks when it is switched on. */
function useProblems(graph: Graph) {
  const now = platformTime(usePlatformNow('minute'))
  const templates = useAllTemplates()
  return useMemo(
    () =>
      checkGraph(graph, {
        now,
        windowHours: policyAt(now).csw.hours,
        ...(templates.data ? { templates: templates.data as never } : {}),
      }),
    [graph, now, templates.data],
  )
}

function Side({
  graph,
  problems,
  steps,
  selected,
  readOnly,
  onGraph,
  onSelect,
  wide,
}: {
  graph: Graph
  problems: ReturnType<typeof useProblems>
  steps: readonly StepResult[]
  selected: string | null
  readOnly: boolean
  onGraph: (graph: Graph) => void
  onSelect: (id: string | null) => void
  wide: boolean
}) {
  const t = words.automation
  const f = t.form
  const node = graph.nodes.find(({ id }) => id === selected)
  const about = selected === null ? problems : problems.filter((problem) => (problem.node ?? TRIGGER) === selected)
  const mend = (fix: Fix) => onGraph(applyFix(graph, fix))
  const title = node ? t.step[node.kind] : selected === TRIGGER ? t.trigger.label : t.problems
  return (
    <aside
      aria-label={title}
      data-testid="side"
      className={
        wide
          ? 'w-[360px] flex-none border-s border-line bg-surface'
          : 'fixed inset-0 z-30 overflow-y-auto bg-surface pb-[env(safe-area-inset-bottom)]'
      }
    >
      <ScrollRegion label={title} className="h-full">
        <div className="flex items-center gap-2 px-4 pt-3">
          <h2 className="min-w-0 flex-1 font-strong">{title}</h2>
          {node && !readOnly && (
            <Button
              look="ghost"
              icon
              aria-label={f.remove}
              onClick={() => {
                onSelect(null)
                onGraph(removeStep(graph, node.id))
              }}
            >
              <Trash2 size={14} aria-hidden="true" />
            </Button>
          )}
          {selected !== null && (
            <Button look="ghost" icon aria-label={f.close} onClick={() => onSelect(null)}>
              <X size={15} aria-hidden="true" />
            </Button>
          )}
        </div>
        <div className="grid gap-4 px-4 py-3">
          {about.map((problem) => (
            <Notice
              key={`${problem.node} ${problem.path} ${problem.says}`}
              tone={problem.severity === 'error' ? 'bad' : 'warn'}
              role="note"
              title={problem.says}
              action={
                (problem.fixes.length > 0 && !readOnly) || selected === null ? (
                  <>
                    {problem.fixes.map((fix) => (
                      <Button key={fix.kind} size="sm" onClick={() => mend(fix)}>
                        {f.fix[fix.kind]}
                      </Button>
                    ))}
                    {selected === null && (
                      <Button size="sm" look="ghost" onClick={() => onSelect(problem.node ?? TRIGGER)}>
                        {problem.node === null ? t.trigger.label : t.step[kindOf(graph, problem.node)]}
                      </Button>
                    )}
                  </>
                ) : undefined
              }
            >
              {problem.fix === problem.says ? '' : problem.fix}
            </Notice>
          ))}
          {selected === null && about.length === 0 && <p className="text-ink-2">{t.fine}</p>}
          {selected === null && <p className="text-xs text-ink-3">{f.choose}</p>}
          {node?.kind === 'send' && (
            <MessagePreview
              key={node.id}
              graph={graph}
              node={node}
              result={steps.find((step) => step.node === node.id)}
              onSelect={onSelect}
            />
          )}
          <fieldset disabled={readOnly} className="contents">
            {node && (
              <StepForm
                key={node.id}
                graph={graph}
                node={node}
                onChange={(next) => onGraph(changeStep(graph, next))}
                onGraph={onGraph}
              />
            )}
            {selected === TRIGGER && <TriggerForm graph={graph} onChange={onGraph} />}
          </fieldset>
        </div>
      </ScrollRegion>
    </aside>
  )
}

const kindOf = (graph: Graph, id: string): StepKind => graph.nodes.find((node) => node.id === id)?.kind ?? 'note'
