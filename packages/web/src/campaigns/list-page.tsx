import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Plus } from 'lucide-react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { shortTime, whenTime } from '../clock/time-words.ts'
import { Button, buttonClass } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { ListHeads, rowRoom } from '../controls/list-heads.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { mayWriteTemplates } from '../templates/roles.ts'
import { type Campaign, useCampaigns } from './campaign-api.ts'
import { meantFor, posted } from './progress.ts'
import { StateBar } from './state-bar.tsx'
import { CampaignChip } from './state-chip.tsx'

const grid = 'desk:grid-cols-[minmax(200px,1.4fr)_120px_minmax(160px,1fr)_90px_150px]'

/** Every campaign, newest first: how far it is and what it has cost. */
export function CampaignsPage() {
  const t = words.campaign
  const campaigns = useCampaigns()
  const { role } = useSession()
  const found = campaigns.data?.pages.flatMap((page) => page.data)
  const writes = mayWriteTemplates(role)
  const begin = writes && (
    <Link
      to="/campaigns/$campaignId"
      params={{ campaignId: 'new' }}
      className={buttonClass('primary')}
      data-testid="new-campaign"
    >
      <Plus size={15} aria-hidden="true" />
      {t.new}
    </Link>
  )
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2.5 border-b border-line px-5 max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight">{t.title}</h1>
        {found && <span className="flex-1 truncate text-ink-3">{t.count(found.length)}</span>}
        {begin}
      </header>
      <ScrollRegion label={t.title} className="min-h-0 flex-1">
        {campaigns.isError && <ProblemNotice error={campaigns.error} onRetry={() => void campaigns.refetch()} className="m-5" />}
        {found?.length === 0 && <Empty action={begin}>{t.none}</Empty>}
        {found && found.length > 0 && <ListHeads heads={t.columns} grid={grid} numbers={[3, 4]} />}
        <ul className="m-0 list-none p-0">
          {found?.map((campaign) => (
            <Row key={campaign.id} campaign={campaign} />
          ))}
        </ul>
        {campaigns.hasNextPage && (
          <Button className="m-4" onClick={() => void campaigns.fetchNextPage()}>
            {t.more}
          </Button>
        )}
      </ScrollRegion>
    </>
  )
}

function Row({ campaign }: { campaign: Campaign }) {
  const t = words.campaign
  const now = usePlatformNow('minute')
  const of = meantFor(campaign.counts)
  const begun = campaign.state !== 'draft' && (!campaign.startsAt || Date.parse(campaign.startsAt) <= now)
  const currency = campaign.cost.currency ?? campaign.spendCap?.currency ?? 'USD'
  return (
    <li
      className={clsx(
        'relative grid items-center gap-x-5 gap-y-1 border-b border-line py-3 hover:bg-hover max-desk:grid-cols-[minmax(0,1fr)_auto]',
        rowRoom,
        grid,
      )}
    >
      <h2 className="min-w-0">
        <Link
          to="/campaigns/$campaignId"
          params={{ campaignId: campaign.id }}
          className="block truncate font-strong after:absolute after:inset-0 focus-visible:shadow-none focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)]"
        >
          {campaign.name}
        </Link>
        <span className="block truncate text-xs font-text text-ink-3">{campaign.template?.name ?? t.rail.unknown}</span>
      </h2>
      <p>
        <CampaignChip state={campaign.state} />
      </p>
      <div className="min-w-0 max-desk:col-span-full">
        {campaign.state !== 'draft' && (
          <>
            <StateBar counts={campaign.counts} thin />
            <p className="mt-1 text-xs text-ink-2">{t.sentOf(count(posted(campaign.counts)), count(of))}</p>
          </>
        )}
      </div>
      <p className="font-medium tabular-nums desk:text-end">
        {begun && (
          <>
            <span className="sr-only">{t.columns[3]} </span>
            {amountText(campaign.cost.actual, currency, A_SUM)}
          </>
        )}
      </p>
      <p className="text-end text-xs text-ink-3">
        {begun
          ? campaign.launchedAt && shortTime(Date.parse(campaign.launchedAt), now)
          : campaign.startsAt && t.startsAt(whenTime(Date.parse(campaign.startsAt), now))}
      </p>
    </li>
  )
}
