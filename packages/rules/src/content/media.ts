import { mediaLimits, messageLimits } from '@casement/platform'
import type { ContentContext, MediaFacts, MediaKind } from './context.ts'
import { type ContentFindings, isWebAddress, limitText, optionalText } from './fields.ts'
import { bareMime } from './file-types.ts'
import { grouped } from './findings.ts'
import type { Json } from './json.ts'

/** What every file has: where it comes from, and facts that fit its kind. Answers with the facts, when there are any. */
export function checkMedia(
  kind: MediaKind,
  media: Json,
  path: string,
  context: ContentContext | undefined,
  found: ContentFindings,
): MediaFacts | undefined {
  const source = checkSource(media, path, found)
  const facts =
    source !== undefined && context?.media !== undefined && Object.hasOwn(context.media, source)
      ? context.media[source]
      : undefined
  if (facts !== undefined) {
    checkFormat(kind, facts, media.link !== undefined, path, found)
    checkSize(kind, facts, path, found)
    checkCodecs(kind, facts, path, found)
  }
  return facts
}

/** A caption, for the kinds that show one. */
export function checkCaption(media: Json, path: string, found: ContentFindings): void {
  if (media.caption === undefined) return
  const caption = optionalText(found, media.caption, `${path}.caption`, 'the caption')
  if (caption !== undefined && caption.length > messageLimits.media.caption.value)
    limitText(found, 'media.caption.length', caption, messageLimits.media.caption.value, `${path}.caption`, 'the caption')
}

/** For sounds and stickers. */
export function refuseCaption(media: Json, path: string, what: string, found: ContentFindings): void {
  if (media.caption !== undefined)
    found.add('media.caption.none', `${path}.caption`, `Send the words as a text of their own: ${what} takes no caption.`)
}

function checkSource(media: Json, path: string, found: ContentFindings): string | undefined {
  const { id, link } = media
  if (id === undefined && link === undefined) {
    found.add('media.source', path, 'Upload the file and give its id, or give a link to it.')
    return undefined
  }
  if (id !== undefined) {
    if (link !== undefined) found.add('media.source.both', path, 'Give the id or the link, not both: only one is used.')
    if (typeof id === 'string' && id !== '') return id
    if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id)
    found.add('content.value', `${path}.id`, 'Give the id that the upload answered with.')
    return undefined
  }
  if (typeof link !== 'string' || !isWebAddress(link)) {
    found.add('media.link', `${path}.link`, 'Give a full address that begins with https:// and opens without signing in.')
    return undefined
  }
  if (link.charCodeAt(4) === 58)
    found.add('media.link.https', `${path}.link`, 'Use https:// so that nobody can change the file on its way.')
  return link
}

function checkFormat(kind: MediaKind, facts: MediaFacts, byLink: boolean, path: string, found: ContentFindings): void {
  if (facts.mime === undefined) return
  const mime = bareMime(facts.mime)
  const allowed: readonly string[] = mediaLimits[kind].mimeTypes.value
  if (allowed.includes(mime)) return
  if (kind === 'document' && byLink)
    found.add(
      'document.format',
      path,
      'Send it as PDF if it matters: not every phone opens this format.',
      allowed.join(', '),
      mime,
    )
  else found.add('media.format', path, `Convert the file to one of: ${allowed.join(', ')}.`, allowed.join(', '), mime)
}

function checkSize(kind: MediaKind, facts: MediaFacts, path: string, found: ContentFindings): void {
  if (facts.bytes === undefined) return
  const animated = kind === 'sticker' && facts.animated === true
  const max = animated ? mediaLimits.sticker.maxBytesAnimated.value : mediaLimits[kind].maxBytes.value
  if (facts.bytes < 1) found.add('media.size', path, 'Choose the file again: this one is empty.', 1, facts.bytes)
  else if (facts.bytes > max)
    found.add('media.size', path, `Make the file smaller: ${inMegabytes(max)} at most.`, max, facts.bytes)
}

const inMegabytes = (bytes: number): string => {
  const kilobytes = Math.round(bytes / 1024)
  return kilobytes < 1024 ? `${grouped(kilobytes)} KB` : `${grouped(Math.round(kilobytes / 1024))} MB`
}

function checkCodecs(kind: MediaKind, facts: MediaFacts, path: string, found: ContentFindings): void {
  if (kind === 'video') {
    if (facts.codec !== undefined && !isCodec(facts.codec, 'h264', 'avc'))
      found.add('media.codec', path, 'Encode the picture as H.264.', 'H.264', facts.codec)
    if (facts.audioCodec !== undefined && !isCodec(facts.audioCodec, 'aac', 'mp4a'))
      found.add('media.codec', path, 'Encode the sound as AAC.', 'AAC', facts.audioCodec)
    if (facts.audioStreams !== undefined && facts.audioStreams > 1)
      found.add('media.codec', path, 'Keep one sound track.', 1, facts.audioStreams)
  } else if (kind === 'audio' && facts.mime !== undefined && bareMime(facts.mime) === 'audio/ogg') {
    const codec = codecOf(facts)
    if (codec !== undefined && !isCodec(codec, 'opus'))
      found.add('media.codec', path, 'Encode the sound as Opus: in Ogg nothing else is played.', 'Opus', codec)
    if (facts.channels !== undefined && facts.channels !== 1)
      found.add('media.codec', path, 'Mix the sound down to one channel.', 1, facts.channels)
  }
}

/** Of a sound: said outright, or in the type's parameters. */
export const codecOf = (facts: MediaFacts): string | undefined =>
  facts.codec ?? (facts.mime === undefined ? undefined : /codecs="?([\w.]+)/i.exec(facts.mime)?.[1])

/** `H.264`, `avc1.42E01E` and `h264` are one codec. */
export const isCodec = (codec: string, ...names: readonly string[]): boolean => {
  const bare = codec.toLowerCase().replaceAll('.', '').replaceAll('-', '').replaceAll('/', '')
  return names.some((name) => bare.startsWith(name))
}
