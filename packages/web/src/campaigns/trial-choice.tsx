import { fieldClass } from '../controls/dialog.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import type { Template } from '../templates/templates.ts'
import { TemplateChoice } from './template-choice.tsx'
import type { Chosen, ChosenTrial } from './wizard.tsx'

const newTrial: ChosenTrial = { template: null, sources: {}, share: 0.2, measure: 'read', decide: 'measured', afterHours: 4 }
const SHARES = [0.1, 0.2, 0.5, 1] as const

/** Another template tried beside the first: on how many, what counts, and who decides. */
export function TrialChoice({
  trial,
  templates,
  columns,
  onChange,
}: {
  trial: ChosenTrial | null
  templates: readonly Template[] | null
  columns: readonly string[]
  onChange: (more: Partial<Chosen>) => void
}) {
  const t = words.campaign.trial
  const change = (more: Partial<ChosenTrial>) => onChange({ trial: { ...(trial ?? newTrial), ...more } })
  return (
    <section aria-label={t.title} className="grid gap-3 border-t border-line pt-4">
      <label className="flex cursor-pointer items-center gap-2 font-medium">
        <input
          type="checkbox"
          className="accent-(--accent)"
          data-testid="trial"
          checked={trial !== null}
          onChange={(event) => onChange({ trial: event.currentTarget.checked ? newTrial : null })}
        />
        {t.title}
      </label>
      {trial && (
        <>
          <TemplateChoice
            label={t.other}
            testId="trial-template"
            chosen={trial}
            templates={templates}
            columns={columns}
            onChange={change}
          />
          <div className="flex flex-wrap items-center gap-3 text-xs">
            <Segmented
              label={t.share}
              value={String(trial.share)}
              segments={SHARES.map((share) => ({ value: String(share), label: share === 1 ? t.everybody : t.shareOf(share) }))}
              onChange={(share) => change({ share: Number(share) })}
            />
            <Segmented
              label={t.measure}
              value={trial.measure}
              segments={[
                { value: 'read', label: t.measures.read },
                { value: 'replied', label: t.measures.replied },
              ]}
              onChange={(measure) => change({ measure })}
            />
          </div>
          {trial.share < 1 && (
            <div className="flex flex-wrap items-center gap-3 text-xs">
              <Segmented
                label={t.decide}
                value={trial.decide}
                segments={[
                  { value: 'measured', label: t.decides.measured },
                  { value: 'hand', label: t.decides.hand },
                ]}
                onChange={(decide) => change({ decide })}
              />
              {trial.decide === 'measured' && (
                <label className="flex items-center gap-2">
                  {t.after}
                  <input
                    type="number"
                    min={0}
                    max={168}
                    className={`${fieldClass} h-[26px] max-w-[72px]`}
                    value={trial.afterHours}
                    onChange={(event) => change({ afterHours: Math.min(168, Math.max(0, Number(event.currentTarget.value))) })}
                  />
                  {t.hours}
                </label>
              )}
            </div>
          )}
          <p className="text-xs text-ink-3">{trial.share < 1 ? t.hint : t.hintAll}</p>
        </>
      )}
    </section>
  )
}
