import type { RenderedMedia } from '@casement/rules'
import { clsx } from 'clsx'
import { Download, File } from 'lucide-react'
import { createContext, lazy, type ReactNode, Suspense, useContext, useState } from 'react'
import { words } from '../strings/words.ts'
import type { Message } from './messages.ts'
import { VoiceNote } from './voice-note.tsx'

const Lightbox = lazy(() => import('./lightbox.tsx').then((module) => ({ default: module.Lightbox })))

/** The file a message shows, by the hub's own id; the platform's ids in its content mean nothing to a browser. */
export const ShownFile = createContext<Message['media']>(null)

/** What we sent names the file by our own id; what customers sent, by the platform’s. */
const OURS = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const labelOf = (media: RenderedMedia): string => media.filename ?? words.message.media[media.voice ? 'voice' : media.kind]

/** A picture, film, sound or file: shown where it can be, named where it cannot. */
export function MediaView({ media, fallback }: { media: RenderedMedia; fallback: ReactNode }) {
  const file = useContext(ShownFile)
  const kept = file ? (file.state === 'kept' ? file.id : undefined) : media.id && OURS.test(media.id) ? media.id : undefined
  const [broken, setBroken] = useState(false)
  const [large, setLarge] = useState(false)
  const url = kept ? `/v1/media/${encodeURIComponent(kept)}` : (localUrl(media.link) ?? null)
  if (file?.state === 'failed' && file.because)
    return (
      <>
        {fallback}
        <p className="mb-1 text-xs">{file.because}</p>
      </>
    )
  if (!url) return fallback
  if (broken) return <p className="mb-1 rounded-md bg-current/6 px-2.5 py-2.5 text-xs">{words.desk.media.missing}</p>
  const fail = () => setBroken(true)
  switch (media.kind) {
    case 'image':
    case 'sticker':
      return (
        <>
          <button
            type="button"
            onClick={() => setLarge(true)}
            aria-label={words.desk.media.open(labelOf(media))}
            className={clsx('block overflow-hidden', media.kind === 'sticker' ? 'w-32' : '-mx-2 -mt-1 mb-1 rounded-[10px]')}
          >
            <img
              src={url}
              alt={labelOf(media)}
              onError={fail}
              loading="lazy"
              className={clsx('block max-w-full', media.kind === 'image' && 'max-h-80 min-h-24 min-w-40 object-cover')}
            />
          </button>
          {large && (
            <Suspense fallback={null}>
              <Lightbox url={url} label={labelOf(media)} onClose={() => setLarge(false)} />
            </Suspense>
          )}
        </>
      )
    case 'video':
    case 'gif':
      return (
        <video
          src={url}
          controls
          preload="metadata"
          onError={fail}
          aria-label={labelOf(media)}
          className="-mx-2 -mt-1 mb-1 block max-h-80 w-[calc(100%+16px)] min-w-56 rounded-[10px] bg-black"
          {...(media.kind === 'gif' ? { loop: true, muted: true } : {})}
        />
      )
    case 'audio':
      return <VoiceNote url={url} label={labelOf(media)} onBroken={fail} />
    case 'document':
      return (
        <a
          href={url}
          download={media.filename ?? true}
          className="mb-1 flex items-center gap-2 rounded-md bg-current/6 px-2.5 py-2.5 hover:bg-current/10"
        >
          <File size={18} className="flex-none" aria-hidden="true" />
          <span className="min-w-0 flex-1 truncate">{labelOf(media)}</span>
          <Download size={15} className="flex-none" aria-label={words.desk.media.download} />
        </a>
      )
  }
}

/** Files elsewhere are not fetched by the page: whoever serves them would learn who reads which conversation. */
const localUrl = (link: string | undefined): string | undefined =>
  link && (link.startsWith('blob:') || link.startsWith('/v1/')) ? link : undefined
