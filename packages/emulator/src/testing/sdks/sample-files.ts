/** The smallest files that begin as files of their kind do: enough for whoever looks at the first bytes. */

const base64 = (text: string): Buffer => Buffer.from(text, 'base64')

/** One grey pixel. */
export const png = base64('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOsr6//DwAFhAKAjM1mJgAAAABJRU5ErkJggg==')
export const jpeg = Buffer.concat([base64('/9j/4AAQSkZJRgABAQAAAQABAAD/'), Buffer.alloc(200, 7), base64('/9k=')])
export const pdf = Buffer.from('%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n')
export const mp4 = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from('ftypmp42\0\0\0\0mp42isom', 'latin1'),
  Buffer.alloc(100, 1),
])
export const mp3 = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), Buffer.alloc(100, 2)])
/** A voice note: Opus inside Ogg. */
export const ogg = Buffer.concat([
  Buffer.from('OggS\0\x02', 'latin1'),
  Buffer.alloc(22),
  Buffer.from('OpusHead\x01\x01', 'latin1'),
  Buffer.alloc(80, 3),
])
export const webp = Buffer.concat([Buffer.from('RIFF\x40\0\0\0WEBPVP8L', 'latin1'), Buffer.alloc(60, 4)])

/** A file as the web's own types carry it. */
export const fileOf = (bytes: Buffer, name: string, type: string): File => new File([new Uint8Array(bytes)], name, { type })
