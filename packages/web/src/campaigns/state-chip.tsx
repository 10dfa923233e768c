import { Chip } from '../controls/chip.tsx'
import { words } from '../strings/words.ts'
import type { CampaignState } from './campaign-api.ts'

const tones = {
  draft: 'plain',
  preparing: 'accent',
  scheduled: 'entry',
  running: 'accent',
  paused: 'warn',
  finished: 'ok',
  cancelled: 'plain',
} as const satisfies Record<CampaignState, string>

export const CampaignChip = ({ state }: { state: CampaignState }) => (
  <Chip tone={tones[state]}>{words.campaign.state[state]}</Chip>
)
