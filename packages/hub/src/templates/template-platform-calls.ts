import { DAY, later, type PlatformTime } from '@casement/platform'
import { askGraph, type GraphClient, GraphFailure } from '../graph/graph-client.ts'
import { problem } from '../http/problems.ts'
import { plainRefusal } from './plain-refusal.ts'

const SECOND_MS = 1_000
/** The platform counts nothing before it was told to. */
const NOT_ON: ReadonlySet<number | undefined> = new Set([200005, 200007])

export type LinkClicks = { state: 'counted' | 'off' | 'unknown'; clicks: { text: string; taps: number }[] }
type Point = { clicked?: { type: string; button_content?: string; count?: number }[] }

/** Clicks on link buttons, which only the platform sees. `off`: it was never told to count them. */
export async function linkClicks(
  graph: GraphClient,
  token: string,
  { wabaId, templateId, days, now }: { wabaId: string; templateId: string; days: number; now: PlatformTime },
): Promise<LinkClicks> {
  const seconds = (at: PlatformTime) => String(Math.floor(at / SECOND_MS))
  const query = new URLSearchParams({
    start: seconds(later(now, -days * DAY)),
    end: seconds(now),
    granularity: 'DAILY',
    metric_types: 'CLICKED',
    template_ids: `[${templateId}]`,
  })
  try {
    const { data } = await askGraph<{ data: { data_points?: Point[] }[] }>(graph, {
      method: 'GET',
      path: `${wabaId}/template_analytics?${query}`,
      token,
    })
    const counts = new Map<string, number>()
    for (const { clicked = [] } of data.flatMap((each) => each.data_points ?? []))
      for (const { type, button_content = '', count = 0 } of clicked)
        if (type.includes('url')) counts.set(button_content, (counts.get(button_content) ?? 0) + count)
    return { state: 'counted', clicks: [...counts].map(([text, taps]) => ({ text, taps })) }
  } catch (error) {
    if (error instanceof GraphFailure) return { state: NOT_ON.has(error.code) ? 'off' : 'unknown', clicks: [] }
    throw error
  }
}

/** Tells the platform to count what becomes of templates. It cannot be told to stop. */
export async function turnOnInsights(graph: GraphClient, token: string, wabaId: string): Promise<void> {
  await askGraph(graph, { method: 'POST', path: `${wabaId}?is_enabled_for_insights=true`, token }).catch(refused)
}

/** Ends a pause caused by pacing; one caused by quality ends by itself. */
export async function unpauseTemplate(graph: GraphClient, token: string, templateId: string): Promise<void> {
  const answer = await askGraph<{ success?: boolean; reason?: string }>(graph, {
    method: 'POST',
    path: `${templateId}/unpause`,
    token,
  }).catch(refused)
  if (answer.success === false) throw problem('refused', answer.reason ?? 'Meta did not end the pause: it ends by itself.')
}

function refused(error: unknown): never {
  if (!(error instanceof GraphFailure)) throw error
  if (!error.error) throw problem('upstream', 'Meta did not answer: try again in a minute.', { cause: error })
  const { because, remedy, code } = plainRefusal(error.error)
  throw problem('refused', because, { rule: `meta.${code ?? 'unknown'}`, because, remedy, cause: error })
}
