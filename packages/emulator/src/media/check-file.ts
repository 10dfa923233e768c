import { mediaLimits } from '@casement/platform'

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

const allowed: Record<MediaKind, readonly string[]> = {
  image: mediaLimits.image.mimeTypes.value,
  video: mediaLimits.video.mimeTypes.value,
  audio: mediaLimits.audio.mimeTypes.value,
  document: mediaLimits.document.mimeTypes.value,
  sticker: mediaLimits.sticker.mimeTypes.value,
}

const bare = (mimeType: string): string => mimeType.split(';')[0]?.trim() ?? ''

/** What a file can be sent as, by its type; undefined when as nothing. */
export function kindOfMedia(mimeType: string): MediaKind | undefined {
  const type = bare(mimeType)
  return (Object.keys(allowed) as MediaKind[]).find((kind) => allowed[kind].includes(type))
}

/** What is wrong with a file: a type Meta does not take (100), a size beyond its kind's or bytes of another type (131053). */
export function problemWith(
  kind: MediaKind | undefined,
  mimeType: string,
  bytes: Buffer,
): { code: number; details: string } | null {
  if (!kind) {
    const all = Object.values(allowed).flat().join(', ')
    return {
      code: 100,
      details: `Param file must be a file with one of the following types: ${all}. Received file of type '${mimeType}'.`,
    }
  }
  const most =
    kind === 'sticker' && isAnimatedWebp(bytes) ? mediaLimits.sticker.maxBytesAnimated.value : mediaLimits[kind].maxBytes.value
  if (bytes.length > most) return { code: 131053, details: `The file has ${bytes.length} bytes, a ${kind} has at most ${most}.` }
  if (bytes.length === 0) return { code: 131053, details: 'The file is empty.' }
  const found = signatureOf(bytes)
  if (found !== null && found !== bare(mimeType) && !sameFamily(found, bare(mimeType))) {
    return { code: 131053, details: `Media file was said to be ${bare(mimeType)}, but its bytes are ${found}.` }
  }
  if (found === 'audio/ogg' && !bytes.subarray(0, 4_096).includes('OpusHead')) {
    return { code: 131053, details: 'Ogg audio must be encoded with the Opus codec.' }
  }
  return null
}

/** The type that the first bytes betray, or null when they say nothing. */
export function signatureOf(bytes: Buffer): string | null {
  const text = bytes.subarray(0, 16).toString('latin1')
  if (text.startsWith('\x89PNG')) return 'image/png'
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('GIF8')) return 'image/gif'
  if (text.startsWith('%PDF')) return 'application/pdf'
  if (text.startsWith('OggS')) return 'audio/ogg'
  if (text.startsWith('#!AMR')) return 'audio/amr'
  if (text.startsWith('ID3') || /^\xff[\xfb\xf3\xf2]/.test(text)) return 'audio/mpeg'
  if (/^\xff[\xf1\xf9]/.test(text)) return 'audio/aac'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp'
  if (text.slice(4, 8) === 'ftyp') return text.slice(8, 11) === '3gp' ? 'video/3gpp' : 'video/mp4'
  return null
}

/** MP4 holds audio as well as video. */
const sameFamily = (found: string, said: string): boolean =>
  found === 'video/mp4' && (said === 'audio/mp4' || said === 'video/3gpp')

/** The extended header of a WebP says in its flags whether there is more than one picture. */
const isAnimatedWebp = (bytes: Buffer): boolean =>
  bytes.subarray(12, 16).toString('latin1') === 'VP8X' && ((bytes[20] ?? 0) & 0x02) !== 0
