import { useQuery } from '@tanstack/react-query'
import { Problem, Unreachable } from '../http/problem.ts'
import { queryClient } from '../http/query-client.ts'
import { query, request, workspaceHeader } from '../http/request.ts'
import type { Template } from './templates.ts'

export type Component = { readonly type: string } & Readonly<Record<string, unknown>>
export type Category = 'MARKETING' | 'UTILITY' | 'AUTHENTICATION'

/** What a draft says; components in Meta's shape, sample files as `sample:<id>`. */
export type Content = {
  readonly name: string
  readonly language: string
  readonly category: string
  readonly parameterFormat: string
  readonly components: readonly Component[]
  readonly ttlSeconds: number | null
}

export type Draft = Content & {
  readonly id: string
  readonly wabaId: string
  /** The platform's template that it changes; null for a new one. */
  readonly templateId: string | null
  readonly revision: number
  readonly refusal: { readonly because: string; readonly remedy: string; readonly code?: number; readonly at: string } | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly updatedBy: string
}

export type Listed = Omit<Template, 'components'> & {
  readonly wabaId: string
  readonly components: readonly Component[]
  readonly ttlSeconds?: number
  readonly reason?: string
  readonly recommendation?: string
  readonly plannedCategory?: string
  readonly plannedCategoryAt?: string
}

export type Standing = {
  readonly at: string
  readonly status: string
  readonly quality: string
  readonly category: string
  readonly reason?: string
  readonly recommendation?: string
  readonly pausedUntil?: string
  readonly plannedCategory?: string
  readonly plannedCategoryAt?: string
}
export type Version = {
  readonly version: number
  readonly at: string
  readonly category: string
  readonly parameterFormat: string
  readonly components: readonly Component[]
  readonly ttlSeconds: number | null
  readonly by: string | null
}
export type Detail = Listed & {
  readonly outlook: string
  readonly edit: {
    readonly allowed: boolean
    readonly because: string
    readonly nextAt: string | null
    readonly left: number | null
  }
  readonly history: readonly Standing[]
  readonly versions: readonly Version[]
  readonly usedIn: readonly { readonly kind: 'campaign'; readonly id: string; readonly name: string; readonly state: string }[]
}
export type Result = {
  readonly wabaId: string
  readonly name: string
  readonly language: string
  readonly sent: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
  readonly taps: number
  readonly cost: string
  readonly currency: string | null
}
export type Answers = {
  readonly replies: number
  readonly buttons: readonly { readonly text: string; readonly taps: number }[]
  readonly links: {
    readonly state: 'counted' | 'off' | 'unknown'
    readonly clicks: readonly { readonly text: string; readonly taps: number }[]
  }
}
export type CategoryPrices = {
  readonly currency: string
  readonly market: string
  readonly each: Readonly<Record<'marketing' | 'utility' | 'authentication', string>>
  readonly monthly: number | null
}
export type LibraryTemplate = {
  readonly name: string
  readonly language: string
  readonly category: string
  readonly topic: string
  readonly components: readonly Component[]
}

const list = <T>(key: readonly unknown[], path: string, enabled = true) => ({
  queryKey: key,
  queryFn: ({ signal }: { signal: AbortSignal }) => request<{ data: readonly T[] }>(path, { signal }),
  select: (answer: { data: readonly T[] }) => answer.data,
  enabled,
})

export const useAllTemplates = () => useQuery(list<Listed>(['templates', 'all'], '/v1/templates'))
export const useDrafts = () => useQuery(list<Draft>(['template-drafts'], '/v1/templates/drafts'))
export const useResults = () =>
  useQuery({ ...list<Result>(['template-results'], '/v1/templates/results'), staleTime: 30_000, refetchInterval: 60_000 })
export const useLockedNames = (wabaId: string | null) =>
  useQuery(
    list<{ name: string; until: string }>(
      ['templates', 'locked', wabaId],
      `/v1/templates/locked-names${query({ waba: wabaId })}`,
      wabaId !== null,
    ),
  )
export const useLibrary = (wabaId: string | null, search: string) =>
  useQuery(
    list<LibraryTemplate>(
      ['template-library', wabaId, search],
      `/v1/templates/library${query({ waba: wabaId, search })}`,
      wabaId !== null,
    ),
  )

export const useDetail = (id: string | null) =>
  useQuery({
    queryKey: ['templates', 'one', id],
    queryFn: ({ signal }) => request<Detail>(`/v1/templates/${id}`, { signal }),
    enabled: id !== null,
  })
export const useAnswers = (id: string | null) =>
  useQuery({
    queryKey: ['template-answers', id],
    queryFn: ({ signal }) => request<Answers>(`/v1/templates/${id}/answers`, { signal }),
    enabled: id !== null,
  })
export type Comparison = {
  readonly days: number
  readonly data: readonly {
    readonly template: { readonly id: string; readonly name: string; readonly language: string }
    readonly blockedMore: boolean
    readonly topReason: string | null
    readonly sent: number
    readonly otherSent: number
  }[]
}
export const useComparison = (id: string | null) =>
  useQuery({
    queryKey: ['template-comparison', id],
    queryFn: ({ signal }) => request<Comparison>(`/v1/templates/${id}/comparison`, { signal }),
    enabled: id !== null,
    staleTime: 600_000,
  })
export const useCategoryPrices = (wabaId: string, name: string) =>
  useQuery({
    queryKey: ['category-prices', wabaId, name],
    queryFn: ({ signal }) => request<CategoryPrices>(`/v1/templates/category-prices${query({ waba: wabaId, name })}`, { signal }),
    staleTime: 5 * 60_000,
  })

const post = <T>(path: string, body: unknown = {}) => request<T>(path, { method: 'POST', body })

/** The list of drafts as it is now, without asking again: the answer to a change tells it. */
function put(draft: Draft): Draft {
  queryClient.setQueryData<{ data: readonly Draft[] }>(['template-drafts'], (known) =>
    known ? { data: [...known.data.filter((other) => other.id !== draft.id), draft] } : known,
  )
  return draft
}
const forget = (id: string) =>
  queryClient.setQueryData<{ data: readonly Draft[] }>(['template-drafts'], (known) =>
    known ? { data: known.data.filter((other) => other.id !== id) } : known,
  )

export type Beginning = Partial<Content> & {
  wabaId?: string
  from?: { templateId?: string; draftId?: string }
  edits?: string
}
export const createDraft = async (beginning: Beginning): Promise<Draft> =>
  put(await post<Draft>('/v1/templates/drafts', beginning))

export async function saveDraft(id: string, content: Content, revision: number): Promise<Draft> {
  const { name, language, category, parameterFormat, components, ttlSeconds } = content
  const body = { name, language, category, parameterFormat, components, ttlSeconds, revision }
  return put(await request<Draft>(`/v1/templates/drafts/${id}`, { method: 'PUT', body }))
}

export async function throwAway(id: string): Promise<void> {
  await request(`/v1/templates/drafts/${id}`, { method: 'DELETE' })
  forget(id)
}

export type Submitted = {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly status: string
  readonly category: string
  readonly categoryChanged: boolean
}
export async function submitDraft(id: string): Promise<Submitted> {
  const submitted = await post<Submitted>(`/v1/templates/drafts/${id}/submit`)
  await queryClient.invalidateQueries({ queryKey: ['templates'] })
  forget(id)
  return submitted
}

export const importTemplates = (templates: readonly unknown[]) =>
  post<{ created: { id: string; name: string; language: string }[]; skipped: { name: string; because: string }[] }>(
    '/v1/templates/import',
    { templates },
  )
export const syncAll = () => post<{ total: number; changed: number }>('/v1/templates/sync')
export const deleteTemplate = (id: string, languages: 'this' | 'all') =>
  request<{ deleted: number; nameLockedUntil: string | null }>(`/v1/templates/${id}${query({ languages })}`, { method: 'DELETE' })
export const unpause = (id: string) => post(`/v1/templates/${id}/unpause`)
export const turnOnInsights = (wabaId: string) => post('/v1/templates/insights', { wabaId })

/** Sends a template to oneself: the message is made of its samples, and passes the same gate as every other. */
export async function sendToMe(templateId: string, from: string, to: string): Promise<void> {
  const { message } = await post<{ message: object }>(`/v1/templates/${templateId}/sample-message`, { from })
  await request('/v1/messages', { method: 'POST', body: { from, to, message }, idempotencyKey: crypto.randomUUID() })
}

export type Sample = { readonly id: string; readonly handle: string; readonly mime: string; readonly url: string }
export async function uploadSample(file: File): Promise<Sample> {
  let response: Response
  try {
    response = await fetch(`/v1/templates/samples${query({ name: file.name || 'sample' })}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { ...workspaceHeader(), 'content-type': 'application/octet-stream', accept: 'application/json' },
      body: file,
    })
  } catch (cause) {
    throw new Unreachable(cause)
  }
  const body = (await response.json().catch(() => ({ title: response.statusText }))) as Sample & { title: string }
  if (!response.ok) throw new Problem({ ...body, status: response.status })
  return body
}

/** Where a sample of ours can be seen; what is no sample of ours stays as it is. */
export const sampleAddress = (handle: string): string =>
  handle.startsWith('sample:') ? `${location.origin}/v1/templates/samples/${handle.slice('sample:'.length)}` : handle
