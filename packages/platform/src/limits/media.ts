import { fact } from '../fact.ts'

const media = 'M:business-phone-numbers/media'
const kind = <const T extends readonly string[]>(name: string, mimeTypes: T, megabytes: number, note?: string) => ({
  mimeTypes: fact(`${name}.types`, `File types of ${name}`, mimeTypes, 'MIME types', media, note ? { note } : {}),
  maxBytes: fact(`${name}.bytes`, `Largest ${name}`, megabytes * 1_048_576, 'bytes', media),
})

/** What files may be, by kind; each leaf is a fact. A megabyte is taken as 1,048,576 bytes. */
export const mediaLimits = {
  image: {
    ...kind('image', ['image/jpeg', 'image/png'], 5),
    colour: fact('image.colour', 'Colour of an image', ['8-bit RGB', '8-bit RGBA'], 'kinds', media),
  },
  video: {
    ...kind('video', ['video/mp4', 'video/3gpp'], 16),
    codecs: fact('video.codecs', 'Codecs of a video; one audio stream or none', ['h264', 'aac'], 'codecs', media),
  },
  audio: {
    ...kind('audio', ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], 16),
    oggCodec: fact('audio.ogg-codec', 'Codec inside Ogg, mono', 'opus', 'codec', media, {
      note: 'One source says the reverse, a misreading. Another codec fails with 131053.',
    }),
  },
  document: kind(
    'document',
    [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.ms-excel',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    100,
    'One source allows any file with an extension.',
  ),
  sticker: {
    mimeTypes: fact('sticker.types', 'File types of sticker', ['image/webp'], 'MIME types', media),
    maxBytes: fact('sticker.bytes', 'Largest static sticker', 102_400, 'bytes', media),
    maxBytesAnimated: fact('sticker.bytes-animated', 'Largest animated sticker', 512_000, 'bytes', media),
    pixels: fact('sticker.pixels', 'Width and height of a sticker', 512, 'pixels', 'mem', { uncertain: true }),
  },
  gif: {
    maxBytes: fact(
      'gif.bytes',
      'Largest GIF header (an MP4), Marketing Messages API only',
      3_670_016,
      'bytes',
      'M:templates/components',
    ),
  },
  inbound: { maxBytes: fact('inbound-media.bytes', 'Largest file a customer can send us', 104_857_600, 'bytes', media) },
  life: {
    uploadDays: fact('media.upload-days', 'Days an uploaded file is kept', 30, 'days', media),
    inboundDays: fact('media.inbound-days', 'Days the id of a received file lives', 7, 'days', media),
    urlMinutes: fact('media.url-minutes', 'Minutes a download address lives', 5, 'minutes', media),
  },
} as const
