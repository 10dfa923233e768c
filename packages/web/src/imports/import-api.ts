import { useQuery } from '@tanstack/react-query'
import { Problem, type ProblemBody, Unreachable } from '../http/problem.ts'
import { request, workspaceHeader } from '../http/request.ts'

export type Job = {
  readonly id: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  readonly rejected: number
  readonly counts: Readonly<Record<string, number>>
  readonly because?: string
}

/** What the beginning of a file would become. */
export type Preview = {
  readonly columns: readonly { readonly name: string; readonly target: string | null; readonly samples: readonly string[] }[]
  readonly problems: readonly string[]
  readonly rows: readonly {
    readonly line: number
    readonly phone?: string
    readonly name?: string
    readonly problem?: string
  }[]
}

/** What one has said of columns, by column, and where numbers without a country are from. */
export type Mapping = { readonly targets: Readonly<Record<string, string>>; readonly country: string }
export const noMapping: Mapping = { targets: {}, country: '' }

const PREVIEW_BYTES = 65_536

function search({ targets, country }: Mapping, file?: string): string {
  const parts = new URLSearchParams()
  for (const [column, target] of Object.entries(targets)) parts.append('map', `${column}=${target}`)
  if (/^[A-Z]{2}$/.test(country)) parts.set('country', country)
  if (file) parts.set('file', file.slice(0, 200))
  const text = parts.toString()
  return text ? `?${text}` : ''
}

export const usePreview = (file: File | null, mapping: Mapping) =>
  useQuery({
    queryKey: ['import-preview', file?.name, file?.size, file?.lastModified, search(mapping)],
    queryFn: async () => {
      const post = await postFile(
        `/v1/contacts/import/preview${search(mapping)}`,
        (file as File).slice(0, PREVIEW_BYTES),
        () => {},
      )
      return post as Preview
    },
    enabled: file !== null,
    retry: false,
    placeholderData: (before) => before,
  })

/** Gives a file to an import of the hub; progress in shares of one. */
export const uploadFile = (path: string, file: File, mapping: Mapping, onProgress: (share: number) => void) =>
  postFile(path + search(mapping, file.name), file, onProgress) as Promise<{ job: { id: string } }>

function postFile(path: string, body: Blob, onProgress: (share: number) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const post = new XMLHttpRequest()
    post.open('POST', path)
    post.setRequestHeader('content-type', 'text/csv')
    post.setRequestHeader('accept', 'application/json')
    for (const [name, value] of Object.entries(workspaceHeader())) post.setRequestHeader(name, value)
    post.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    post.onload = () => {
      const answer = parsed(post.responseText)
      if (post.status < 300 && answer) resolve(answer)
      else
        reject(
          new Problem({
            title: post.statusText || 'The file was refused.',
            ...(answer as ProblemBody | null),
            status: post.status,
          }),
        )
    }
    post.onerror = () => reject(new Unreachable(new Error('The upload broke off.')))
    post.send(body)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const ENDED: ReadonlySet<string> = new Set(['done', 'failed'])

export const useJob = (id: string | null) =>
  useQuery({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => request<Job>(`/v1/jobs/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && ENDED.has(state.data.state) ? false : 700),
  })
export const rejectedAddress = (job: string): string => `/v1/jobs/${job}/rejected`
