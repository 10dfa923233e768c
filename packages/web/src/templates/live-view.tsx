import { useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { whenTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { words } from '../strings/words.ts'
import { History } from './history.tsx'
import { LifeLine } from './life-line.tsx'
import { stateOf } from './names.ts'
import { PreviewSide } from './preview-side.tsx'
import { ResultsPanel } from './results-panel.tsx'
import { Quality, StateChip } from './state-dot.tsx'
import { createDraft, type Detail, type Listed, unpause } from './template-api.ts'

/** A template as it stands at Meta: how it fares, what it did, and the way to change or mend it. */
export function LiveView({ template, detail, writes }: { template: Listed; detail: Detail | null; writes: boolean }) {
  const t = words.templateDesk
  const now = usePlatformNow('minute')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const state = stateOf(template)
  const act = (work: () => Promise<unknown>) => {
    setBusy(true)
    setError(null)
    void work().then(
      () => setBusy(false),
      (problem: unknown) => {
        setError(problem)
        setBusy(false)
      },
    )
  }
  const change = () => act(() => createDraft({ edits: template.id }))
  const reason = template.reason ?? 'NONE'
  const content = {
    ...template,
    parameterFormat: template.parameterFormat ?? 'POSITIONAL',
    ttlSeconds: template.ttlSeconds ?? null,
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto panel:grid panel:grid-cols-[minmax(0,1fr)_400px] panel:overflow-hidden">
      <ScrollRegion label={template.name} className="px-6 py-5 max-desk:px-4 panel:min-h-0">
        <div className="grid max-w-[760px] gap-6">
          <p className="flex flex-wrap items-center gap-3">
            <StateChip state={state} />
            <Quality quality={template.quality ?? 'UNKNOWN'} />
            <span className="text-ink-2">{detail?.outlook}</span>
          </p>
          {state === 'rejected' && (
            <Notice
              title={t.life.event.rejected(t.life.reasons[reason] ?? reason)}
              role="note"
              action={
                writes && (
                  <Button look="primary" size="sm" disabled={busy} onClick={change} data-testid="fix-template">
                    {t.editor.fix}
                  </Button>
                )
              }
            >
              {template.recommendation ? `${template.recommendation} ` : ''}
              {t.life.fixes[reason] ?? t.life.fixes.NONE}
            </Notice>
          )}
          {state === 'paused' && (
            <Notice
              tone="warn"
              role="note"
              title={t.life.event.paused(template.pausedUntil ? whenTime(Date.parse(template.pausedUntil), now) : '')}
              action={
                writes &&
                !template.pausedUntil && (
                  <Button size="sm" disabled={busy} onClick={() => act(() => unpause(template.id))}>
                    {t.life.unpause}
                  </Button>
                )
              }
            >
              {detail?.outlook}
            </Notice>
          )}
          {template.plannedCategory && (
            <Notice tone="warn" role="note">
              {t.life.event.planned(
                (t.category as Readonly<Record<string, string>>)[template.plannedCategory] ?? template.plannedCategory,
                template.plannedCategoryAt ? whenTime(Date.parse(template.plannedCategoryAt), now) : '',
              )}
            </Notice>
          )}
          {error !== null && <ProblemNotice error={error} />}
          {writes && state !== 'rejected' && detail && (
            <p className="flex flex-wrap items-center gap-3">
              <Button disabled={busy || !detail.edit.allowed} onClick={change} data-testid="edit-template">
                {t.editor.edit}
              </Button>
              <span className="text-xs text-ink-3">{detail.edit.because}</span>
            </p>
          )}
          {detail && <ResultsPanel detail={detail} writes={writes} />}
          {detail && <History key={detail.versions.length} detail={detail} />}
        </div>
      </ScrollRegion>
      <aside
        aria-label={t.phone.preview}
        className="flex flex-col border-line bg-sunken max-panel:border-t panel:min-h-0 panel:border-s"
      >
        <div className="panel:min-h-0 panel:flex-1 panel:overflow-y-auto">
          <PreviewSide content={content} />
        </div>
        <LifeLine draft={null} detail={detail} />
      </aside>
    </div>
  )
}
