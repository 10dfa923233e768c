import type { PlatformTime } from '@casement/platform'
import { mediaLimits } from '@casement/platform'
import { checkContent, type Finding } from '@casement/rules'

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'
export type FileFacts = {
  mime: string
  bytes: number
  codec?: string
  audioCodec?: string
  audioStreams?: number
  channels?: number
  animated?: boolean
  width?: number
  height?: number
}
export type Examined = {
  bytes: Buffer
  kind: MediaKind
  facts: FileFacts
  findings: readonly Finding[]
  /** What was changed to make it fit, each a sentence. */
  repairs: string[]
}

// What reads files is slow to load, and many processes never meet one: it is loaded when the first comes.
const loadSharp = async () => (await import('sharp')).default

/** Longest side of a picture after a repair: phones show no more, and it stays well within the platform's size. */
const LONGEST_SIDE = 2_560
const MAX_PIXELS = 100_000_000
const HEIC = ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence']
const PICTURES = ['image/gif', 'image/tiff', 'image/bmp', 'image/avif', 'image/webp', ...HEIC]

/** Office files are ZIP archives inside, and plain text has no signature: for these the name and the given type say more. */
const byName: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  csv: 'text/plain',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
}
/** One format under several names. */
const sameAs: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/ogg; codecs=opus': 'audio/ogg',
  'audio/mp3': 'audio/mpeg',
  'application/ogg': 'audio/ogg',
}

/**
 * What a file really is, by its bytes and not by its name, and whether it may be sent as that. With `repair`, a picture that the
 * platform would refuse becomes a JPEG of a size that it takes.
 */
export async function examineFile(
  given: Buffer,
  { name, as, repair, now }: { name: string; as: MediaKind | undefined; repair: boolean; now: PlatformTime },
): Promise<Examined> {
  const repairs: string[] = []
  let bytes = given
  let mime = await typeOf(bytes, name)
  if (repair && (as ?? kindOf(mime)) === 'image' && needsRepair(mime, bytes)) {
    ;({ bytes, mime } = await repairPicture(bytes, mime, repairs))
  }
  const kind = as ?? kindOf(mime)
  const facts: FileFacts = { mime, bytes: bytes.length, ...(await measure(bytes, mime)) }
  const findings = checkContent({ type: kind, [kind]: { id: 'file', ...(kind === 'document' ? { filename: name } : {}) } }, {
    now,
    media: { file: facts },
  } as Parameters<typeof checkContent>[1])
  return { bytes, kind, facts, findings, repairs }
}

async function typeOf(bytes: Buffer, name: string): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type')
  const found = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (found === undefined || found === 'application/zip' || found === 'application/x-cfb')
    return byName[extension] ?? found ?? (isText(bytes) ? 'text/plain' : 'application/octet-stream')
  return sameAs[found] ?? found
}

const isText = (bytes: Buffer): boolean => !bytes.subarray(0, 4_096).includes(0)

function kindOf(mime: string): MediaKind {
  if (mime.startsWith('image/')) return 'image'
  if (mime.startsWith('video/')) return 'video'
  if (mime.startsWith('audio/')) return 'audio'
  return 'document'
}

const needsRepair = (mime: string, bytes: Buffer): boolean =>
  PICTURES.includes(mime) || (mime.startsWith('image/') && bytes.length > mediaLimits.image.maxBytes.value)

async function repairPicture(given: Buffer, mime: string, repairs: string[]): Promise<{ bytes: Buffer; mime: string }> {
  try {
    const sharp = await loadSharp()
    const picture = HEIC.includes(mime) ? await fromHeic(given) : sharp(given, { limitInputPixels: MAX_PIXELS }).autoOrient()
    for (const quality of [85, 70, 55]) {
      const bytes = await picture
        .clone()
        .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#ffffff' })
        .jpeg({ quality, mozjpeg: true })
        .toBuffer()
      if (bytes.length > mediaLimits.image.maxBytes.value) continue
      repairs.push(
        `It was ${mime} of ${Math.ceil(given.length / 1_024)} KB and is a JPEG of ${Math.ceil(bytes.length / 1_024)} KB now.`,
      )
      return { bytes, mime: 'image/jpeg' }
    }
  } catch {
    // It stays as it is, and the findings say what is wrong with it.
  }
  return { bytes: given, mime }
}

async function fromHeic(bytes: Buffer) {
  const [{ default: decodeHeic }, sharp] = await Promise.all([import('heic-decode'), loadSharp()])
  const { width, height, data } = await decodeHeic({ buffer: new Uint8Array(bytes) })
  return sharp(Buffer.from(data), { raw: { width, height, channels: 4 } })
}

/** Codecs and measures, as far as they can be read; what cannot be read is left out, and the platform is the judge. */
async function measure(bytes: Buffer, mime: string): Promise<Partial<FileFacts>> {
  try {
    if (mime.startsWith('image/')) {
      const sharp = await loadSharp()
      const { width, height, pages } = await sharp(bytes, { limitInputPixels: MAX_PIXELS }).metadata()
      return { ...(width && height ? { width, height } : {}), animated: (pages ?? 1) > 1 }
    }
    if (!/^(audio|video)\//.test(mime)) return {}
    const { ALL_FORMATS, BufferSource, Input } = await import('mediabunny')
    const input = new Input({ source: new BufferSource(new Uint8Array(bytes)), formats: ALL_FORMATS })
    const [video, audio, audioTracks] = await Promise.all([
      input.getPrimaryVideoTrack(),
      input.getPrimaryAudioTrack(),
      input.getAudioTracks(),
    ])
    if (mime.startsWith('audio/'))
      return { ...(audio?.codec ? { codec: audio.codec } : {}), ...(audio ? { channels: audio.numberOfChannels } : {}) }
    return {
      ...(video?.codec ? { codec: video.codec } : {}),
      ...(audio?.codec ? { audioCodec: audio.codec } : {}),
      audioStreams: audioTracks.length,
    }
  } catch {
    return {}
  }
}
