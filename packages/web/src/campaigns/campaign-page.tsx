import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { buttonClass } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { Problem } from '../http/problem.ts'
import { words } from '../strings/words.ts'
import { useCampaign } from './campaign-api.ts'
import { RunningCampaign } from './running-campaign.tsx'
import { Wizard } from './wizard.tsx'

/** One campaign: a draft in its steps, or what is becoming of it. `new` becomes a draft in the middle of its steps. */
export function CampaignPage() {
  const { campaignId } = useParams({ from: '/campaigns/$campaignId' })
  const navigate = useNavigate()
  const [begun, setBegun] = useState<string | null>(null)
  const isNew = campaignId === 'new'
  const campaign = useCampaign(isNew ? null : campaignId)
  if (campaign.error instanceof Problem && campaign.error.status === 404)
    return (
      <Empty
        action={
          <Link to="/campaigns" className={buttonClass()}>
            {words.campaign.title}
          </Link>
        }
      >
        {words.campaign.gone}
      </Empty>
    )
  if (campaign.isError) return <ProblemNotice error={campaign.error} onRetry={() => void campaign.refetch()} className="m-5" />
  if (!isNew && !campaign.data) return <p className="shows-late p-5 text-ink-3">{words.campaign.loading}</p>
  if (campaign.data && campaign.data.state !== 'draft') return <RunningCampaign campaign={campaign.data} />
  return (
    <Wizard
      // What one types in stays under the cursor when the hub gives the draft its id.
      key={campaignId === begun ? 'new' : campaignId}
      campaign={campaign.data ?? null}
      onMade={(id) => {
        setBegun(id)
        void navigate({ to: '/campaigns/$campaignId', params: { campaignId: id }, replace: true })
      }}
    />
  )
}
