import { renderTemplate } from '@casement/rules'
import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ChevronRight, Download, Pause, Play } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useAccounts } from '../accounts/accounts.ts'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { shortTime, whenTime } from '../clock/time-words.ts'
import { Button, buttonClass } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { PhonePreview } from '../messages/phone-preview.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { mayWriteTemplates } from '../templates/roles.ts'
import { useTemplates } from '../templates/templates.ts'
import { AskAgain } from './ask-again.tsx'
import {
  type Campaign,
  cancelCampaign,
  chooseWinner,
  exportAddress,
  pauseCampaign,
  resumeCampaign,
  retryCampaign,
} from './campaign-api.ts'
import { Failures } from './failures.tsx'
import { Funnel } from './funnel.tsx'
import { type Behind, PeopleDialog } from './people-dialog.tsx'
import { meantFor, posted, reasonWords } from './progress.ts'
import { ReachBar } from './reach-bar.tsx'
import { useResults } from './results-api.ts'
import { StateBar, StateTable } from './state-bar.tsx'
import { CampaignChip } from './state-chip.tsx'
import { Timeline } from './timeline.tsx'
import { TrialResults } from './trial-results.tsx'

const ALIVE: ReadonlySet<string> = new Set(['preparing', 'scheduled', 'running'])

/** A campaign on its way or done: how far, how fast, what it waits for, what it cost, what people did, and who did not get it. */
export function RunningCampaign({ campaign }: { campaign: Campaign }) {
  const t = words.campaign.run
  const now = usePlatformNow('minute')
  const { role, workspace } = useSession()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [stopping, setStopping] = useState(false)
  const [behind, setBehind] = useState<Behind | null>(null)
  const results = useResults(campaign).data
  const { counts, cost } = campaign
  const of = meantFor(counts)
  const sent = posted(counts)
  const currency = cost.currency ?? 'USD'
  const writes = mayWriteTemplates(role)
  const speed = useSpeed(sent, campaign.state === 'running')
  const limit = useAccounts()
    .data?.flatMap((portfolio) => portfolio.wabas.flatMap((waba) => waba.numbers))
    .find((number) => number.id === campaign.from)?.throughput
  const template = useTemplates().data?.find(
    (one) => one.name === campaign.template?.name && one.language === campaign.template.language,
  )
  const rendered = useMemo(() => template && renderTemplate(template), [template])
  /** What paces it, and what of the reach it uses, no longer says anything. */
  const over = campaign.state === 'finished' || campaign.state === 'cancelled'
  const act = (work: Promise<unknown>) => {
    setBusy(true)
    setError(null)
    void work.then(
      () => setBusy(false),
      (problem: unknown) => {
        setError(problem)
        setBusy(false)
      },
    )
  }
  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2 border-b border-line px-5 py-2 max-desk:px-4">
        <nav aria-label={words.campaign.title} className="flex min-w-0 items-center gap-1.5">
          <Link to="/campaigns" className="text-ink-2 hover:text-ink">
            {words.campaign.title}
          </Link>
          <ChevronRight size={14} aria-hidden="true" className="text-ink-3 rtl:rotate-180" />
          <h1 className="truncate text-lg font-strong tracking-tight">{campaign.name}</h1>
        </nav>
        <CampaignChip state={campaign.state} />
        <span className="flex-1" />
        <a className={buttonClass()} href={exportAddress(campaign.id)} download>
          <Download size={14} aria-hidden="true" />
          {t.export}
        </a>
        {writes && (ALIVE.has(campaign.state) || campaign.state === 'paused') && (
          <>
            <Button look="danger" disabled={busy} onClick={() => setStopping(true)}>
              {t.stop}
            </Button>
            {campaign.state === 'paused' ? (
              <Button
                look="primary"
                disabled={busy}
                onClick={() => act(resumeCampaign(campaign.id))}
                data-testid="resume-campaign"
              >
                <Play size={14} aria-hidden="true" />
                {t.resume}
              </Button>
            ) : (
              <Button look="primary" disabled={busy} onClick={() => act(pauseCampaign(campaign.id))} data-testid="pause-campaign">
                <Pause size={14} aria-hidden="true" />
                {t.pause}
              </Button>
            )}
          </>
        )}
      </header>
      <ScrollRegion label={campaign.name} className="min-h-0 flex-1">
        {error !== null && <ProblemNotice error={error} className="m-5" />}
        <section aria-label={t.states} className="border-b border-line px-6 py-5 max-desk:px-4">
          <p className="mb-4 flex flex-wrap items-baseline gap-x-5">
            <span>
              <b className="text-2xl font-strong tracking-display" data-testid="campaign-sent">
                {count(sent)}
              </b>{' '}
              <span className="text-ink-2">{t.people(count(of))}</span>
            </span>
            <span className="text-md" role="status" data-testid="campaign-waits">
              {sentence(campaign, now)}
            </span>
          </p>
          <StateBar counts={counts} />
          <StateTable counts={counts} />
          {campaign.state === 'paused' && campaign.because && (
            <Notice tone="warn" role="note" className="mt-4">
              {campaign.because}
            </Notice>
          )}
        </section>
        <div className={clsx('grid desk:grid-cols-2', over ? 'panel:grid-cols-2' : 'panel:grid-cols-4')}>
          {!over && (
            <Figure
              title={t.speed}
              value={campaign.state === 'running' ? count(speed) : '0'}
              hint={typeof limit === 'number' ? t.speedOf(count(limit)) : ''}
            >
              <div aria-hidden="true" className="h-2 rounded-full bg-(--state-queued)">
                <span
                  className="block h-full rounded-full bg-(--state-delivered)"
                  style={{ width: `${Math.min(100, (100 * speed) / (typeof limit === 'number' ? limit : 80))}%` }}
                />
              </div>
            </Figure>
          )}
          <Figure
            title={t.cost}
            value={amountText(cost.actual, currency, A_SUM)}
            hint={cost.estimated && !over ? `${t.planned}: ${amountText(cost.estimated, currency, A_SUM)}` : ''}
          />
          {!over && (
            <section
              aria-label={words.campaign.reach.title}
              className="border-b border-line px-6 py-5 max-desk:px-4 desk:border-s"
            >
              <h2 className="font-strong">{words.campaign.reach.title}</h2>
              <ReachBar id={campaign.id} alive={ALIVE.has(campaign.state)} />
            </section>
          )}
          <Figure title={words.campaign.rail.people} value={count(counts.audience)} hint="">
            <dl className="m-0 grid gap-1 text-xs">
              {Object.entries(counts.excluded).map(([reason, left]) => (
                <div key={reason} className="flex justify-between">
                  <dt>
                    <button
                      type="button"
                      className="text-ink-2 underline decoration-line-strong underline-offset-2 hover:decoration-current"
                      onClick={() =>
                        setBehind({
                          title: reasonWords(reason),
                          path: `/v1/campaigns/${campaign.id}/recipients`,
                          search: { state: 'excluded', reason },
                        })
                      }
                    >
                      {reasonWords(reason)}
                    </button>
                  </dt>
                  <dd className="m-0 font-medium">{count(left)}</dd>
                </div>
              ))}
            </dl>
          </Figure>
        </div>
        {results?.templates && results.compared && (
          <TrialResults
            templates={results.templates}
            compared={results.compared}
            winner={results.winner ?? null}
            onChoose={
              writes && (ALIVE.has(campaign.state) || campaign.state === 'paused')
                ? (winner) => act(chooseWinner(campaign.id, winner))
                : null
            }
          />
        )}
        <div className="grid desk:grid-cols-[1fr_1.3fr_300px]">
          <section aria-label={t.results} className="border-b border-line px-6 py-5 max-desk:px-4">
            <h2 className="font-strong">{t.results}</h2>
            <p className="mb-3 text-xs text-ink-3">{t.resultsHint}</p>
            {results && (
              <>
                <Funnel id={campaign.id} funnel={results.funnel} onBehind={setBehind} />
                {results.costPerReply && (
                  <p className="mt-3 text-xs">
                    {words.campaign.results.costPerReply}{' '}
                    <b className="font-strong">{amountText(results.costPerReply.amount, results.costPerReply.currency, A_SUM)}</b>
                  </p>
                )}
                {writes && <AskAgain campaign={campaign} people={results.noReadReceipt} />}
              </>
            )}
          </section>
          <section aria-label={t.failures} className="border-b border-line px-6 py-5 max-desk:px-4 desk:border-s">
            <h2 className="mb-3 font-strong">{t.failures}</h2>
            {results && (
              <Failures
                id={campaign.id}
                template={campaign.template?.name ?? null}
                failures={results.failures}
                writes={writes && !busy}
                onTryAgain={() => act(retryCampaign(campaign.id))}
                onBehind={setBehind}
              />
            )}
          </section>
          <section aria-label={t.message} className="border-b border-line px-4 py-5 desk:border-s">
            {rendered && (
              <PhonePreview
                rendered={rendered}
                look={{ system: 'ios', dark: false, rightToLeft: false }}
                business={workspace.name}
                at={now}
              />
            )}
            <p className="mt-3 text-center text-xs text-ink-3">
              {campaign.launchedAt &&
                t.launchedBy(campaign.launchedBy ?? campaign.createdBy, shortTime(Date.parse(campaign.launchedAt), now))}
            </p>
          </section>
        </div>
        <section aria-label={words.campaign.timeline.title} className="px-6 py-5 max-desk:px-4">
          <h2 className="mb-3 font-strong">{words.campaign.timeline.title}</h2>
          <div className="max-w-[760px]">
            <Timeline id={campaign.id} />
          </div>
        </section>
      </ScrollRegion>
      {behind && <PeopleDialog behind={behind} onClose={() => setBehind(null)} />}
      {stopping && (
        <Dialog title={t.stop} hint={t.stopHint} onClose={() => setStopping(false)}>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setStopping(false)}>{words.templateDesk.cancel}</Button>
            <Button
              look="danger"
              onClick={() => {
                setStopping(false)
                act(cancelCampaign(campaign.id))
              }}
            >
              {t.stop}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}

function Figure({ title, value, hint, children }: { title: string; value: string; hint: string; children?: React.ReactNode }) {
  return (
    <section aria-label={title} className="border-b border-line px-6 py-5 max-desk:px-4 desk:not-first:border-s">
      <h2 className="font-strong">{title}</h2>
      <p className="text-2xl font-strong tracking-display">{value}</p>
      {hint && <p className="mb-2 text-xs text-ink-2">{hint}</p>}
      {children}
    </section>
  )
}

function sentence(campaign: Campaign, now: number): string {
  const t = words.campaign.run
  if (campaign.state === 'finished' || campaign.state === 'cancelled') return words.campaign.state[campaign.state]
  if (campaign.state === 'scheduled' && campaign.startsAt) return t.begins(whenTime(Date.parse(campaign.startsAt), now))
  if (campaign.waitingFor)
    return `${t.waits(campaign.waitingFor)}${campaign.waitingUntil ? ` (${whenTime(Date.parse(campaign.waitingUntil), now)})` : ''}`
  return `${t.fullPace} ${campaign.eta ? t.ends(whenTime(Date.parse(campaign.eta), now)) : ''}`
}

const WINDOW_MS = 5_000

/** Messages a second over the last seconds, from what the counts gained. */
function useSpeed(sent: number, running: boolean): number {
  const [seen, setSeen] = useState<readonly { at: number; sent: number }[]>([])
  useEffect(() => {
    const at = performance.now()
    setSeen((before) => [...before.filter((one) => at - one.at < WINDOW_MS), { at, sent }])
  }, [sent])
  const [first, last] = [seen[0], seen.at(-1)]
  if (!running || !first || !last || last.at - first.at < 500) return 0
  return Math.max(0, Math.round((1_000 * (last.sent - first.sent)) / (last.at - first.at)))
}
