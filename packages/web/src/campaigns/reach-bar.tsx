import { useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'

type Share = {
  readonly limit: number | null
  readonly campaign: number
  readonly otherCampaigns: number
  readonly others: number
}

const colours = { campaign: 'bg-accent', otherCampaigns: 'bg-(--state-delivered)', others: 'bg-(--state-held)' } as const
const PARTS = ['campaign', 'otherCampaigns', 'others'] as const

/** How much of the day's tier is used, and by whom: this campaign, other campaigns, everything else. */
export function ReachBar({ id, alive }: { id: string; alive: boolean }) {
  const t = words.campaign.reach
  const share = useQuery({
    queryKey: ['campaigns', id, 'reach'],
    queryFn: ({ signal }) => request<Share>(`/v1/campaigns/${id}/reach`, { signal }),
    refetchInterval: alive ? 5_000 : 60_000,
  }).data
  if (!share) return <p className="text-xs text-ink-3">…</p>
  const { limit } = share
  if (limit === null) return <p className="text-xs text-ink-2">{t.unlimited}</p>
  const used = share.campaign + share.otherCampaigns + share.others
  // A level may fall below what is used already: the bar then ends at what is used.
  const whole = Math.max(limit, used, 1)
  return (
    <div data-testid="reach-bar">
      <p className="text-2xl font-strong tracking-display">{count(used)}</p>
      <p className="mb-2 text-xs text-ink-2">{t.of(count(limit), count(Math.max(0, limit - used)))}</p>
      <div
        role="img"
        aria-label={PARTS.map((part) => `${t[part]}: ${count(share[part])}`).join(', ')}
        className="flex h-2 gap-px overflow-hidden rounded-full bg-(--state-queued)"
      >
        {PARTS.filter((part) => share[part] > 0).map((part) => (
          <span key={part} className={`min-w-[2px] ${colours[part]}`} style={{ width: `${(100 * share[part]) / whole}%` }} />
        ))}
      </div>
      <dl className="m-0 mt-2 grid gap-1 text-xs">
        {PARTS.map((part) => (
          <div key={part} className="flex items-center gap-1.5" data-testid={`reach-${part}`}>
            <dt className="flex flex-1 items-center gap-1.5 text-ink-2">
              <span aria-hidden="true" className={`size-2.5 rounded-[2px] ${colours[part]}`} />
              {t[part]}
            </dt>
            <dd className="m-0 font-medium">{count(share[part])}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
