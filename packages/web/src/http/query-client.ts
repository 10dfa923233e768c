import { notifyManager, QueryClient } from '@tanstack/react-query'
import { Problem } from './problem.ts'

// A box that is ticked shows what the cache says of it: told in a later task, it would fall back for a moment.
notifyManager.setScheduler(queueMicrotask)

/** What is on screen is kept true by the event stream, so nothing is fetched again merely for being old. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (failures, error) => !(error instanceof Problem && error.status < 500) && failures < 2,
      retryDelay: (failures) => Math.min(400 * 2 ** failures, 4_000),
    },
    mutations: { networkMode: 'always', retry: false },
  },
})
