import { CircleCheck, TriangleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { whenTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { store, stored } from '../controls/stored.ts'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { type Plan, testCampaign } from './campaign-api.ts'
import { type Behind, PeopleDialog } from './people-dialog.tsx'
import type { Chosen } from './wizard.tsx'

/** What it comes to, line by line, with whatever one may want to change before it goes. */
export function StepCheck({
  id,
  chosen,
  plan,
  error,
  onChange,
}: {
  id: string | null
  chosen: Chosen
  plan: Plan | null
  error: unknown
  onChange: (more: Partial<Chosen>) => void
}) {
  const t = words.campaign.check
  const now = usePlatformNow('minute')
  const [behind, setBehind] = useState<Behind | null>(null)
  if (error) return <ProblemNotice error={error} />
  if (!plan) return <p className="text-ink-3">{words.campaign.rail.counting}</p>
  const { cost, reach, quality } = plan
  const left = reach.limit === null ? null : Math.max(0, reach.limit - reach.used)
  const errors = plan.findings.filter((finding) => finding.severity === 'error')
  const toThink = plan.warnings.length + errors.length + (quality.risk === 'low' ? 0 : 1)
  return (
    <div data-testid="campaign-check">
      <h2 className="text-xl font-strong tracking-tight">{t.title(toThink)}</h2>
      <p className="mb-4 text-ink-2">{t.hint}</p>
      {id && (
        <Line title={t.test}>
          <TestMessage id={id} templates={chosen.trial?.template ? 2 : 1} />
        </Line>
      )}
      <Line title={t.cost}>
        <b className="font-strong">
          {t.between(amountText(cost.low, cost.currency, A_SUM), amountText(cost.high, cost.currency, A_SUM))}.
        </b>{' '}
        {t.charged} {t.policy(cost.policy)} {cost.estimate && t.estimate}
        <CostBar cost={cost} cap={chosen.spendCap?.amount ?? null} />
        <ul className="m-0 list-none p-0 text-xs text-ink-2">
          {cost.byMarket.slice(0, 6).map((one) => (
            <li key={one.market}>{t.byMarket(one.market, count(one.people), amountText(one.high, cost.currency, A_SUM))}</li>
          ))}
        </ul>
      </Line>
      {plan.savings.length > 0 && (
        <Line title={t.savings}>
          {plan.savings.map((saving) => (
            <p key={saving.sentence}>
              {saving.sentence}{' '}
              {id && saving.kind === 'free-now' && (
                <button
                  type="button"
                  className="text-accent underline underline-offset-2"
                  onClick={() => setBehind({ title: t.freeNow, path: `/v1/campaigns/${id}/plan/people`, search: {} })}
                >
                  {t.seeThem}
                </button>
              )}
            </p>
          ))}
        </Line>
      )}
      <Line title={t.end}>
        <b className="font-strong">{t.ends(whenTime(Date.parse(plan.endsAt), now), plan.endEstimated)}.</b>{' '}
        {t.boundBy[plan.boundBy]}
      </Line>
      <Line title={t.reach} warn={left !== null && reach.needed > left}>
        {left === null ? t.reachAll(count(reach.needed)) : t.reachOf(count(reach.needed), count(left))}
      </Line>
      <Line title={t.quality} warn={quality.risk !== 'low'}>
        <b className="font-strong">{t.risk[quality.risk] ?? quality.risk}</b> {quality.because.join(' ')}
      </Line>
      <Line title={t.links} warn={plan.links.tracked && plan.links.sentences.length > 0}>
        <label className="flex cursor-pointer items-center gap-2">
          <input
            type="checkbox"
            className="accent-(--accent)"
            data-testid="track-links"
            checked={chosen.trackLinks ?? plan.links.tracked}
            onChange={(event) => onChange({ trackLinks: event.currentTarget.checked })}
          />
          {t.countLinks}
        </label>
        {plan.links.tracked &&
          plan.links.sentences.map((sentence) => (
            <p key={sentence} className="text-xs text-ink-2">
              {sentence}
            </p>
          ))}
      </Line>
      <Line title={t.findings} warn={plan.findings.length > 0}>
        {plan.findings.length === 0
          ? t.fine
          : plan.findings.map((finding) => <p key={finding.rule + finding.path}>{finding.fix}</p>)}
      </Line>
      {plan.warnings.length > 0 && (
        <Line title={t.warnings} warn>
          {plan.warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Line>
      )}
      {behind && <PeopleDialog behind={behind} onClose={() => setBehind(null)} />}
    </div>
  )
}

/** Least and most on one line, beside the cap if there is one. */
function CostBar({ cost, cap }: { cost: Plan['cost']; cap: string | null }) {
  const t = words.campaign.check
  const [low, high, end] = [Number(cost.low), Number(cost.high), Math.max(Number(cost.high) * 1.05, Number(cap ?? 0))]
  if (end === 0) return null
  const at = (amount: number) => `${(100 * amount) / end}%`
  return (
    <div className="my-2 max-w-[520px] text-2xs">
      <div aria-hidden="true" className="relative h-2 rounded-full bg-(--state-queued)">
        <span
          className="absolute inset-y-0 rounded-full bg-ink"
          style={{ insetInlineStart: at(low), width: at(high - low), minWidth: 6 }}
        />
      </div>
      <p className="flex justify-between text-ink-3">
        <span>{amountText('0', cost.currency, A_SUM)}</span>
        {cap && <span>{t.cap(amountText(cap, cost.currency, A_SUM))}</span>}
      </p>
    </div>
  )
}

function Line({ title, warn = false, children }: { title: string; warn?: boolean; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      className="grid grid-cols-[24px_110px_minmax(0,1fr)] gap-x-3 border-t border-line py-3.5 max-desk:grid-cols-[24px_minmax(0,1fr)]"
    >
      {warn ? (
        <TriangleAlert size={17} className="text-warn-text" aria-hidden="true" />
      ) : (
        <CircleCheck size={17} className="text-success-text" aria-hidden="true" />
      )}
      <h3 className="font-strong">{title}</h3>
      <div className="min-w-0 max-desk:col-start-2">{children}</div>
    </section>
  )
}

const KEY = 'my-number'

function TestMessage({ id, templates }: { id: string; templates: 1 | 2 }) {
  const t = words.campaign.check
  const { emulator } = useSession()
  const [to, setTo] = useState(() => stored(KEY) ?? (emulator ? `+${emulator.testRecipient.replace(/\D/g, '')}` : ''))
  const [state, setState] = useState<{ busy: boolean; sent: boolean; error: unknown }>({ busy: false, sent: false, error: null })
  const send = async (template: 0 | 1) => {
    setState({ busy: true, sent: false, error: null })
    store(KEY, to)
    try {
      await testCampaign(id, to, template)
      setState({ busy: false, sent: true, error: null })
    } catch (error) {
      setState({ busy: false, sent: false, error })
    }
  }
  return (
    <div>
      <p>{t.testHint}</p>
      <p className="mt-1.5 flex flex-wrap items-center gap-2">
        <input
          aria-label={t.testTo}
          type="tel"
          className={`${fieldClass} h-8 max-w-[190px]`}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button disabled={state.busy || to.trim() === ''} onClick={() => void send(0)} data-testid="test-campaign">
          {templates === 2 ? t.sendWhich(words.campaign.trial.names[0]) : t.send}
        </Button>
        {templates === 2 && (
          <Button disabled={state.busy || to.trim() === ''} onClick={() => void send(1)}>
            {t.sendWhich(words.campaign.trial.names[1])}
          </Button>
        )}
        <span role="status" className="text-xs text-success-text">
          {state.sent && t.sent}
        </span>
      </p>
      {state.error !== null && <ProblemNotice error={state.error} className="mt-2" />}
    </div>
  )
}
