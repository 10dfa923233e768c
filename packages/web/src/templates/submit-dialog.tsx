import { dayIn, platformTime } from '@casement/platform'
import { useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { amountText } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { Repairable } from './field-row.tsx'
import { languageName } from './language-names.ts'
import { reviewHours } from './life-line.tsx'
import { type CategoryPrices, type Content, type Detail, type Submitted, submitDraft, useCategoryPrices } from './template-api.ts'

/** What is about to be given to Meta, in a few lines, before it is. */
export function SubmitDialog({
  draftId,
  wabaId,
  content,
  before,
  warnings,
  flush,
  onClose,
  onSubmitted,
}: {
  draftId: string
  wabaId: string
  content: Content
  before: Detail | null
  warnings: readonly Repairable[]
  /** Saves what is still unsaved; false when that fails. */
  flush: () => Promise<boolean>
  onClose: () => void
  onSubmitted: (submitted: Submitted) => void
}) {
  const t = words.templateDesk.submit
  const now = usePlatformNow('minute')
  const prices = useCategoryPrices(wabaId, content.name).data
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const category = content.category.toUpperCase()
  const price = prices?.each[category.toLowerCase() as keyof CategoryPrices['each']]
  const parts = content.components.map((part) => words.templateDesk.life.parts[part.type.toUpperCase()] ?? part.type)
  const rows: readonly (readonly [string, string])[] = [
    [t.name, content.name],
    [t.language, languageName(content.language)],
    [t.category, (words.templateDesk.category as Readonly<Record<string, string>>)[category] ?? category],
    [t.perMessage, prices && price ? `${amountText(price, prices.currency)}, ${prices.market}` : '…'],
    [t.parts, parts.join(', ')],
    ...(before ? [[t.edit, before.edit.because] as const] : []),
  ]
  const submit = async () => {
    setBusy(true)
    setError(null)
    try {
      if (!(await flush())) {
        setBusy(false)
        return
      }
      onSubmitted(await submitDraft(draftId))
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  return (
    <Dialog title={t.title} hint={t.review(reviewHours(dayIn(platformTime(now))))} onClose={onClose}>
      <dl className="m-0 grid grid-cols-[110px_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-ink-3">{label}</dt>
            <dd className="m-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      {before?.status === 'APPROVED' && (
        <Notice tone="warn" role="note" className="mt-3">
          {t.editApproved}
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice tone="warn" role="note" className="mt-3" title={t.warnings(warnings.length)}>
          <ul className="m-0 mt-1 list-disc ps-4">
            {warnings.map((finding) => (
              <li key={finding.rule + finding.path}>{finding.fix}</li>
            ))}
          </ul>
        </Notice>
      )}
      {error !== null && <ProblemNotice error={error} className="mt-3" />}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{words.templateDesk.cancel}</Button>
        <Button look="primary" disabled={busy} onClick={() => void submit()} data-testid="confirm-submit">
          {busy ? t.submitting : t.confirm}
        </Button>
      </div>
    </Dialog>
  )
}
