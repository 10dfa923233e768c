import type { Finding } from '@casement/rules'
import { Problem, type ProblemBody, Unreachable } from '../http/problem.ts'
import { workspaceHeader } from '../http/request.ts'

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

/** A file the hub keeps, checked and where needed repaired. */
export type UploadedMedia = {
  readonly id: string
  readonly kind?: MediaKind
  readonly mimeType: string
  readonly filename?: string | null
  readonly bytes?: number
  readonly findings?: readonly Finding[]
  /** What was done to it, each in words: `HEIC to JPEG, 7.2 MB to 1.1 MB`. */
  readonly repairs?: readonly string[]
}

/** Gives a file to the hub. Progress in shares of one. The check and what it repaired come with the answer. */
export function uploadMedia(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<UploadedMedia> {
  return new Promise((resolve, reject) => {
    const post = new XMLHttpRequest()
    post.open('POST', `/v1/media?name=${encodeURIComponent(file.name)}`)
    post.setRequestHeader('content-type', file.type || 'application/octet-stream')
    post.setRequestHeader('accept', 'application/json')
    for (const [name, value] of Object.entries(workspaceHeader())) post.setRequestHeader(name, value)
    post.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    post.onload = () => {
      const body = parsed(post.responseText)
      if (post.status < 300 && body) resolve(body as UploadedMedia)
      else
        reject(
          new Problem({
            title: post.statusText || 'The file was refused.',
            ...(body as ProblemBody | null),
            status: post.status,
          }),
        )
    }
    post.onerror = () => reject(new Unreachable(new Error('The upload broke off.')))
    signal.addEventListener('abort', () => post.abort(), { once: true })
    post.send(file)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What a file is sent as: by its type; anything that is no picture, film or sound is a document. */
export function kindOf(mimeType: string): MediaKind {
  const kind = mimeType.split('/')[0]
  return kind === 'image'
    ? mimeType === 'image/webp'
      ? 'sticker'
      : 'image'
    : kind === 'video' || kind === 'audio'
      ? kind
      : 'document'
}
