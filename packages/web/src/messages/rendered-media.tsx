import type { RenderedMedia } from '@casement/rules'
import { File, Film, Image, Mic, Play, Sticker } from 'lucide-react'
import { words } from '../strings/words.ts'

const icons = { image: Image, video: Film, gif: Film, document: File, audio: Mic, sticker: Sticker } as const

/** Files of ours can be shown; the platform's own addresses open to nobody but the hub. */
const ownAddress = (link: string | undefined): string | undefined =>
  link !== undefined && (link.startsWith(`${location.origin}/`) || link.startsWith('blob:')) ? link : undefined

/** A file on top of a message: the picture itself where this page may load it, else what it is and its name. */
export function RenderedMediaBox({ media, quiet }: { media: RenderedMedia; quiet: string }) {
  const link = ownAddress(media.link)
  const shape = '-mx-1.5 mb-1.5 rounded-md'
  if (link && media.kind === 'image')
    return (
      <img
        src={link}
        alt={words.message.media.image}
        className={`${shape} max-h-56 w-[calc(100%+12px)] max-w-none object-cover`}
      />
    )
  if (link && (media.kind === 'video' || media.kind === 'gif'))
    return (
      // biome-ignore lint/a11y/useMediaCaption: a sample that a person here uploaded
      <video src={link} controls preload="metadata" className={`${shape} max-h-56 w-[calc(100%+12px)] max-w-none`} />
    )
  const Icon = icons[media.kind]
  if (media.sample && media.kind !== 'document' && media.kind !== 'audio' && media.kind !== 'sticker')
    return (
      <div
        className={`${shape} relative grid aspect-[1.91/1] place-content-center justify-items-center gap-1 bg-current/6 text-xs ${quiet}`}
      >
        {media.kind === 'image' ? <Icon size={26} aria-hidden="true" /> : <Play size={26} aria-hidden="true" />}
        {words.templateDesk.phone.sample[media.kind]}
      </div>
    )
  return (
    <p className={`${shape} flex items-center gap-2 bg-current/6 px-2 py-2`}>
      <Icon size={16} aria-hidden="true" />
      <span className="min-w-0 truncate">{media.filename ?? words.message.media[media.voice ? 'voice' : media.kind]}</span>
    </p>
  )
}
