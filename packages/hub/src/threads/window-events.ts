import { isoTime } from '@casement/platform'
import type { DomainEvent } from '../events/append-events.ts'
import type { WindowNews } from './window-steps.ts'

/** What there is to tell of a thread's windows, as events. */
export const eventsOfWindow = (
  { threadId, contactId, phoneNumberId }: { threadId: string; contactId: string; phoneNumberId: string },
  news: readonly WindowNews[],
): DomainEvent[] =>
  news.map((item) => ({
    type: item.type,
    at: item.at,
    data: {
      threadId,
      contactId,
      phoneNumberId,
      ...('until' in item ? { until: isoTime(item.until) } : {}),
      ...('minutesBefore' in item ? { minutesBefore: item.minutesBefore } : {}),
    },
  }))
