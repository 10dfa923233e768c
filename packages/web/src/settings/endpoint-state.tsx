import { shortTime } from '../clock/time-words.ts'
import { Chip } from '../controls/chip.tsx'
import { words } from '../strings/words.ts'
import type { Endpoint } from './endpoints.ts'

const t = words.settings.webhooks

/** Whether it is told, and if not, why. */
export function EndpointState({ endpoint }: { endpoint: Endpoint }) {
  if (!endpoint.enabled) return <Chip tone="bad">{t.off}</Chip>
  if (endpoint.failingSince) return <Chip tone="warn">{t.failing(shortTime(Date.parse(endpoint.failingSince), Date.now()))}</Chip>
  if (endpoint.replaying) return <Chip tone="accent">{t.replaying}</Chip>
  return <span className="text-success-text">{t.on}</span>
}
