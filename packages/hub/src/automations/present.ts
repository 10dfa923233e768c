import type { GraphProblem } from '@casement/rules/automation'
import type { AutomationRow } from './automation-row.ts'
import type { RunRow, RunStep, Tally } from './runs.ts'
import { hideHeaders } from './sealed-headers.ts'

export const presentAutomation = (automation: AutomationRow, tally: Tally | undefined) => ({
  id: automation.id,
  name: automation.name,
  state: automation.state,
  liveVersion: automation.live_version,
  trigger: automation.draft.trigger.kind,
  changedAt: automation.changed_at.toISOString(),
  changedBy: automation.changed_by,
  createdAt: automation.created_at.toISOString(),
  onSince: automation.on_since?.toISOString() ?? null,
  runs: tally?.runs ?? { total: 0, alive: 0, done: 0, handedOver: 0, stopped: 0, failed: 0 },
  skipped: tally?.skipped ?? {},
  messages: tally?.messages ?? 0,
  cost: tally?.cost ?? null,
  lastRunAt: tally?.lastRunAt ?? null,
  lastError: tally?.lastError ?? null,
})

export const presentDraft = (automation: AutomationRow, problems: readonly GraphProblem[]) => ({
  graph: hideHeaders(automation.draft),
  problems: [...problems],
})

export const presentRun = (run: RunRow) => ({
  id: run.id,
  automationId: run.automation_id,
  automation: run.name,
  version: run.version,
  rehearsal: run.version === null,
  contact: { id: run.contact_id, name: run.contact_name },
  threadId: run.thread_id,
  state: run.state,
  node: run.node_id,
  because: run.because,
  dueAt: run.ended_at ? null : (run.due_at?.toISOString() ?? null),
  startedAt: run.started_at.toISOString(),
  endedAt: run.ended_at?.toISOString() ?? null,
})

export const presentStep = (step: RunStep) => ({
  step: step.step,
  node: step.node_id,
  kind: step.kind,
  exit: step.exit,
  at: step.at.toISOString(),
  says: step.says,
  messageId: step.message_id,
})
