import { useCallback, useEffect, useRef, useState } from 'react'
import { Problem } from '../http/problem.ts'
import { uploadMedia } from '../media/upload-media.ts'
import type { Content } from '../messages/messages.ts'
import { words } from '../strings/words.ts'
import type { Attachment } from './attachment.ts'

/** At once; whoever drops a folder sends the rest afterwards. */
const MOST = 10

/** What hangs on the box: files go to the hub as soon as they are dropped, so that checks and repairs are seen before the send. */
export function useAttachments() {
  const [attachments, setAttachments] = useState<readonly Attachment[]>([])
  const uploads = useRef(new Map<string, AbortController>())
  useEffect(
    () => () => {
      for (const upload of uploads.current.values()) upload.abort()
    },
    [],
  )

  const change = useCallback(
    (key: string, with_: Partial<Extract<Attachment, { kind: 'media' }>>) =>
      setAttachments((all) => all.map((each) => (each.key === key && each.kind === 'media' ? { ...each, ...with_ } : each))),
    [],
  )
  const upload = useCallback(
    (key: string, file: File) => {
      const abort = new AbortController()
      uploads.current.set(key, abort)
      uploadMedia(file, (share) => change(key, { share }), abort.signal)
        .then((media) => change(key, { media, share: 1 }))
        .catch((error: unknown) => {
          if (abort.signal.aborted) return
          change(key, { failure: error instanceof Problem ? error.message : words.error.unreachable })
        })
    },
    [change],
  )
  const addFiles = useCallback(
    (files: readonly File[]) => {
      const added = files
        .slice(0, MOST)
        .map((file) => ({ key: crypto.randomUUID(), kind: 'media' as const, name: file.name, share: 0, file }))
      setAttachments((all) => [...all, ...added].slice(0, MOST))
      for (const { key, file } of added) upload(key, file)
    },
    [upload],
  )
  return {
    attachments,
    addFiles,
    addContent: (name: string, content: Content) =>
      setAttachments((all) => [...all, { key: crypto.randomUUID(), kind: 'content', name, content }]),
    again: (attachment: Extract<Attachment, { kind: 'media' }>) => {
      if (!attachment.file) return
      setAttachments((all) =>
        all.map((each) => {
          if (each.key !== attachment.key || each.kind !== 'media') return each
          const { failure: _, ...rest } = each
          return { ...rest, share: 0 }
        }),
      )
      upload(attachment.key, attachment.file)
    },
    remove: (key: string) => {
      uploads.current.get(key)?.abort()
      setAttachments((all) => all.filter((each) => each.key !== key))
    },
    clear: () => setAttachments([]),
    put: (all: readonly Attachment[]) => setAttachments(all),
  }
}

export type Attachments = ReturnType<typeof useAttachments>
