import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Campaign, createCampaign } from './campaign-api.ts'
import { useAgain } from './results-api.ts'

/** Another campaign to those without a read receipt, with its price before it is even a draft. */
export function AskAgain({ campaign, people }: { campaign: Campaign; people: number }) {
  const t = words.campaign.results
  const navigate = useNavigate()
  const again = useAgain(campaign.id, people, campaign.endedAt !== null).data
  const [error, setError] = useState<unknown>(null)
  if (!again || again.reaches === 0 || !campaign.template) return null
  const { cost, audience } = again
  const make = () => {
    const { template } = campaign
    if (!template) return
    void createCampaign({
      name: t.againName(campaign.name),
      from: campaign.from,
      template,
      audience,
      schedule: {},
      pace: {},
    }).then(({ id }) => void navigate({ to: '/campaigns/$campaignId', params: { campaignId: id } }), setError)
  }
  return (
    <div className="mt-3 grid gap-1 border-t border-line pt-3 text-xs">
      <p className="text-ink-2">{t.noReadReceipt(count(people))}</p>
      <p>
        <Button size="sm" onClick={make} data-testid="ask-again">
          {t.again(
            count(again.reaches),
            words.campaign.check.between(amountText(cost.low, cost.currency, A_SUM), amountText(cost.high, cost.currency, A_SUM)),
          )}
        </Button>
      </p>
      {error !== null && <ProblemNotice error={error} />}
    </div>
  )
}
