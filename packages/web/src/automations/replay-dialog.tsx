import type { Graph } from '@casement/rules/automation'
import { useEffect } from 'react'
import { Dialog } from '../controls/dialog.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Replay, replay, useDeed } from './automation-api.ts'

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, each) => all + each, 0)

/** What the drawing would have done last month. Its ways stay on the picture until the drawing changes. */
export function ReplayDialog({
  id,
  graph,
  onReplayed,
  onClose,
}: {
  id: string
  graph: Graph
  onReplayed: (replayed: Replay) => void
  onClose: () => void
}) {
  const t = words.automation.replayed
  const asked = useDeed((left: AbortSignal) => replay(id, graph, left))
  const { mutate } = asked
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the dialog opens, and given up when it closes
  useEffect(() => {
    const leaving = new AbortController()
    mutate(leaving.signal, { onSuccess: onReplayed })
    return () => leaving.abort()
  }, [mutate])
  const found = asked.data
  return (
    <Dialog title={t.title} onClose={onClose}>
      <div className="grid gap-3" aria-live="polite" data-testid="replayed">
        {asked.isError && <ProblemNotice error={asked.error} />}
        {!found && !asked.isError && <p className="text-ink-3">{t.working}</p>}
        {found && (
          <>
            <p className="text-xl leading-tight font-strong tracking-tight">
              {t.sentence(count(found.runs), count(found.people), found.runs)}
            </p>
            {found.runs > 0 && (
              <p>
                {t.messages(
                  count(found.messages),
                  found.cost ? amountText(found.cost.amount, found.cost.currency, A_SUM) : words.automation.noCost,
                )}
              </p>
            )}
            {sum(found.skipped) > 0 && <p className="text-ink-2">{t.skipped(sum(found.skipped))}</p>}
            {sum(found.refused) > 0 && <p className="text-ink-2">{t.refused(sum(found.refused))}</p>}
            {!found.complete && (
              <Notice tone="warn" role="note">
                {t.incomplete}
              </Notice>
            )}
            <p className="text-xs leading-[1.45] text-ink-3">{t.note}</p>
          </>
        )}
      </div>
    </Dialog>
  )
}
