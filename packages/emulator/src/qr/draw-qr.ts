import { crc32, deflateSync } from 'node:zlib'
import { qrMatrix } from './qr-matrix.ts'

/** Light squares around the code, which readers need. */
const MARGIN = 4
const PIXELS = 8

/** A QR code as SVG. */
export function qrSvg(text: string): string {
  const rows = qrMatrix(text)
  const size = rows.length + 2 * MARGIN
  const squares = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + MARGIN} ${y + MARGIN}h1v1h-1z`] : [])))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${squares.join('')}"/></svg>`
}

/** A QR code as PNG, black and white. */
export function qrPng(text: string): Buffer {
  const rows = qrMatrix(text)
  const size = (rows.length + 2 * MARGIN) * PIXELS
  const stride = 1 + Math.ceil(size / 8)
  const pixels = Buffer.alloc(size * stride, 0xff)
  for (let y = 0; y < size; y++) {
    pixels[y * stride] = 0
    const row = rows[Math.floor(y / PIXELS) - MARGIN]
    for (let x = 0; row && x < size; x++) {
      const at = y * stride + 1 + (x >> 3)
      if (row[Math.floor(x / PIXELS) - MARGIN]) pixels[at] = (pixels[at] ?? 0) & ~(0x80 >> (x & 7))
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header[8] = 1
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}
