import { words } from '../strings/words.ts'
import { type Counts, STATUSES } from './campaign-api.ts'

/** People it was meant for once the excluded are gone. */
export const meantFor = (counts: Counts): number =>
  counts.audience - Object.values(counts.excluded).reduce((sum, people) => sum + people, 0)

const DONE: ReadonlySet<string> = new Set(['read', 'played', 'delivered', 'sent', 'accepted', 'failed', 'unclear'])
/** Those whose message has left, whatever became of it. */
export const posted = (counts: Counts): number =>
  STATUSES.reduce((sum, status) => sum + (DONE.has(status) ? counts[status] : 0), 0)

/** Why people were left out, in words. */
export const reasonWords = (reason: string): string => words.campaign.excluded[reason] ?? reason.replaceAll('-', ' ')
