import { queryOptions } from '@tanstack/react-query'
import { request } from '../http/request.ts'

/** The habits of the workspace, as `GET /v1/settings` tells them. */
export type WorkspaceSettings = {
  readonly timeZone: string | null
  readonly quietHours: { readonly from: string; readonly to: string } | null
  readonly requireOptIn: 'campaigns' | 'always' | 'never'
  readonly frequencyCap: { readonly messages: number; readonly days: number } | null
  readonly spendCap: { readonly amount: string; readonly currency: string } | null
  readonly pauseWhen: {
    readonly qualityRed: boolean
    readonly failed: number
    readonly stopped: number
    readonly after: number
  }
  readonly slowOnYellow: boolean
  readonly maskNumbers: boolean
  readonly trackLinks: boolean
}

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => request<WorkspaceSettings>('/v1/settings', { signal }),
})

export const changeSettings = (change: Partial<WorkspaceSettings>): Promise<WorkspaceSettings> =>
  request('/v1/settings', { method: 'PATCH', body: change })
