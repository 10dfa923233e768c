/** Extensions by MIME type: the registered ones, the first being the one we give. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'text/plain': ['txt', 'text', 'log'],
  'application/pdf': ['pdf'],
  'application/msword': ['doc'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.ms-excel': ['xls'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.ms-powerpoint': ['ppt'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'text/csv': ['csv'],
  'application/zip': ['zip'],
  'application/json': ['json'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'video/mp4': ['mp4'],
}

const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries(EXTENSIONS).flatMap(([mime, extensions]) => extensions.map((extension) => [extension, mime] as const)),
)

/** `audio/ogg; codecs=opus` as `audio/ogg`. */
export function bareMime(mime: string): string {
  const end = mime.indexOf(';')
  return (end === -1 ? mime : mime.slice(0, end)).trim().toLowerCase()
}

/** Extensions that fit a type, the usual one first; none for a type we do not know. */
export const extensionsOf = (mime: string): readonly string[] => (Object.hasOwn(EXTENSIONS, mime) ? (EXTENSIONS[mime] ?? []) : [])

/** The type an extension stands for. */
export const mimeOfExtension = (extension: string): string | undefined => TYPES.get(extension)

/** `pdf` of `invoice.PDF`; empty when there is none. */
export function extensionOf(filename: string): string {
  const dot = filename.lastIndexOf('.')
  const extension = dot > 0 ? filename.slice(dot + 1) : ''
  return /^[a-z0-9]{1,8}$/i.test(extension) ? extension.toLowerCase() : ''
}

/** The last part of a link's path, which often is the name of the file. */
export function filenameOfLink(link: string): string {
  const path = /^https?:\/\/[^/?#]+\/([^?#]*)/i.exec(link)?.[1] ?? ''
  const name = path.slice(path.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
