import type { PlatformTime } from '@casement/platform'
import type { TemplateInput } from '../template/components.ts'

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

/** What is known about a file. Whatever is absent is not judged. */
export type MediaFacts = {
  readonly bytes?: number
  /** `image/jpeg`, parameters such as `; codecs=opus` included or not. */
  readonly mime?: string
  readonly width?: number
  readonly height?: number
  /** Of the video, or of a sound: `h264`, `aac`, `opus`. */
  readonly codec?: string
  /** Of the sound in a video. */
  readonly audioCodec?: string
  readonly audioStreams?: number
  readonly channels?: number
  /** In seconds. */
  readonly duration?: number
  readonly animated?: boolean
  readonly filename?: string
}

/** What the caller knows beside the message. Whatever is absent is unknown and not judged. */
export type ContentContext = {
  /** Facts about files, by media id or link as the message names them. */
  readonly media?: Readonly<Record<string, MediaFacts>>
  /** Ids of the catalogues connected to the account; empty when there is none. */
  readonly catalogues?: readonly string[]
  /** The definition that a template send refers to. */
  readonly template?: TemplateInput
  /** The message that a reaction goes to. */
  readonly target?: { readonly at?: PlatformTime; readonly deleted?: boolean; readonly type?: string }
  readonly now?: PlatformTime
}
