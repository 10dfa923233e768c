import { useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { whenTime } from '../clock/time-words.ts'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { launchCampaign, type Plan, usePeople } from './campaign-api.ts'
import { HoldButton } from './hold-button.tsx'
import { type Behind, PeopleDialog } from './people-dialog.tsx'
import { reasonWords } from './progress.ts'
import type { Chosen } from './wizard.tsx'

/** Above so many people a click is not enough. */
const HOLD_ABOVE = 50

/** What it comes to, while one chooses: people, who is left out and why, message, pace, cost, and in the end the launch. */
export function SummaryRail({
  chosen,
  id,
  plan,
  rows,
  launchable,
  onLaunched,
}: {
  chosen: Chosen
  id: string | null
  plan: Plan | null
  /** People of its file that were taken; null while none was read. */
  rows: number | null
  launchable: boolean
  onLaunched: (id: string) => void
}) {
  const t = words.campaign.rail
  const now = usePlatformNow('minute')
  const filter = chosen.audience && 'segment' in chosen.audience ? chosen.audience.segment : null
  const counted = usePeople(plan === null ? filter : null).data?.people ?? null
  const listed = chosen.audience && 'numbers' in chosen.audience ? (chosen.audience.numbers?.length ?? 0) : null
  const file = chosen.audience && 'upload' in chosen.audience ? rows : null
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [behind, setBehind] = useState<Behind | null>(null)
  const people = plan ? plan.reaches : (counted ?? listed ?? file)
  const excluded = Object.entries(plan?.excluded ?? {}).sort((a, b) => b[1] - a[1])
  const most = Math.max(1, ...excluded.map(([, left]) => left))
  const cost =
    plan &&
    words.campaign.check.between(
      amountText(plan.cost.low, plan.cost.currency, A_SUM),
      amountText(plan.cost.high, plan.cost.currency, A_SUM),
    )
  const launch = async () => {
    if (!id) return
    setBusy(true)
    setError(null)
    try {
      onLaunched((await launchCampaign(id)).id)
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  const planned = `/v1/campaigns/${id}/plan/people`
  const errors = plan?.findings.some((finding) => finding.severity === 'error') ?? false
  return (
    <aside
      aria-label={t.title}
      className="flex flex-col border-line bg-sunken max-panel:border-t panel:min-h-0 panel:overflow-y-auto panel:border-s"
    >
      <section className="px-6 py-5">
        <h2 className="font-strong">{t.people}</h2>
        <p className="text-2xl font-strong tracking-display" data-testid="rail-people">
          {people === null ? '…' : count(people)}
        </p>
        {plan && <p className="text-xs text-ink-2">{t.of(count(plan.audience))}</p>}
        {excluded.length > 0 && (
          <dl className="m-0 mt-3 grid gap-1 text-xs" aria-label={t.leftOut}>
            {excluded.map(([reason, left]) => (
              <div key={reason} className="grid grid-cols-[minmax(0,1fr)_54px_48px] items-center gap-2">
                <dt className="min-w-0">
                  <button
                    type="button"
                    className="block max-w-full truncate text-start underline decoration-line-strong underline-offset-2 hover:decoration-current"
                    data-testid={`left-out-${reason}`}
                    onClick={() => setBehind({ title: reasonWords(reason), path: planned, search: { reason } })}
                  >
                    {reasonWords(reason)}
                  </button>
                </dt>
                <dd aria-hidden="true" className="m-0 h-1.5 rounded-full bg-(--state-queued)">
                  <span className="block h-full rounded-full bg-ink-2" style={{ width: `${(100 * left) / most}%` }} />
                </dd>
                <dd className="m-0 text-end font-medium">{count(left)}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <dl className="m-0 grid gap-1.5 border-t border-line px-6 py-4 text-xs">
        {[
          [t.message, chosen.template ? `${chosen.template.name}, ${chosen.template.language}` : t.unknown],
          ...(chosen.trial?.template ? [[t.trial, chosen.trial.template.name] as const] : []),
          [
            t.starts,
            chosen.schedule.at
              ? whenTime(Date.parse(chosen.schedule.at), now)
              : chosen.schedule.morning
                ? words.campaign.pace.morning
                : t.atLaunch,
          ],
          [t.ends, plan ? whenTime(Date.parse(plan.endsAt), now) : '…'],
          [t.cost, cost ?? '…'],
        ].map(([label, value]) => (
          <div key={label} className="flex justify-between gap-3">
            <dt className="text-ink-3">{label}</dt>
            <dd className="m-0 truncate text-end font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {launchable && plan && (
        <div className="mt-auto border-t border-line bg-surface px-6 py-4">
          <HoldButton
            hold={plan.reaches > HOLD_ABOVE}
            disabled={busy || plan.reaches === 0 || errors}
            label={
              plan.reaches > HOLD_ABOVE
                ? words.campaign.launch.hold(count(plan.reaches))
                : words.campaign.launch.launch(count(plan.reaches))
            }
            onConfirm={() => void launch()}
          />
          <p className="mt-2 text-center text-xs text-ink-2">{words.campaign.launch.after(cost ?? '')}</p>
          {error !== null && <ProblemNotice error={error} className="mt-2" />}
        </div>
      )}
      {behind && <PeopleDialog behind={behind} onClose={() => setBehind(null)} />}
    </aside>
  )
}
