/**
 * The dark and light squares of a QR code of version 3 with medium error correction, which takes texts of up to 42 bytes: enough for
 * the links it is used for. ISO/IEC 18004; mask 0 always, which every reader takes.
 */

const SIZE = 29
const DATA = 44
const CORRECTION = 26
export const LONGEST_QR_TEXT = 42
/** Level M with mask 0, with its own check bits. */
const FORMAT = 0b101010000010010

/** Rows of squares, true for dark. Throws RangeError for a text that does not fit. */
export function qrMatrix(text: string): boolean[][] {
  const bytes = [...Buffer.from(text, 'utf8')]
  if (bytes.length > LONGEST_QR_TEXT) throw new RangeError(`A text of ${bytes.length} bytes does not fit; ${LONGEST_QR_TEXT} do.`)
  const dark = Array.from({ length: SIZE }, () => Array<boolean>(SIZE).fill(false))
  const fixed = Array.from({ length: SIZE }, () => Array<boolean>(SIZE).fill(false))
  const draw = (x: number, y: number, value: boolean) => {
    const [row, mark] = [dark[y], fixed[y]]
    if (!row || !mark || x < 0 || x >= SIZE) return
    row[x] = value
    mark[x] = true
  }
  drawPatterns(draw)
  fill(dark, fixed, codewordsOf(bytes))
  return dark
}

type Draw = (x: number, y: number, value: boolean) => void

function drawPatterns(draw: Draw): void {
  for (let i = 0; i < SIZE; i++) {
    draw(6, i, i % 2 === 0)
    draw(i, 6, i % 2 === 0)
  }
  for (const [cx, cy] of [
    [3, 3],
    [SIZE - 4, 3],
    [3, SIZE - 4],
  ] as const) {
    for (let dy = -4; dy <= 4; dy++) {
      for (let dx = -4; dx <= 4; dx++) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy))
        draw(cx + dx, cy + dy, ring !== 2 && ring !== 4)
      }
    }
  }
  for (let dy = -2; dy <= 2; dy++)
    for (let dx = -2; dx <= 2; dx++) draw(22 + dx, 22 + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1)
  const bit = (i: number): boolean => ((FORMAT >> i) & 1) === 1
  for (let i = 0; i <= 5; i++) draw(8, i, bit(i))
  draw(8, 7, bit(6))
  draw(8, 8, bit(7))
  draw(7, 8, bit(8))
  for (let i = 9; i < 15; i++) draw(14 - i, 8, bit(i))
  for (let i = 0; i < 8; i++) draw(SIZE - 1 - i, 8, bit(i))
  for (let i = 8; i < 15; i++) draw(8, SIZE - 15 + i, bit(i))
  draw(8, SIZE - 8, true)
}

/** Byte mode, the length, the bytes, an end, and filling; then the bytes that correct errors. */
function codewordsOf(bytes: readonly number[]): number[] {
  const bits: number[] = []
  const push = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1)
  }
  push(0b0100, 4)
  push(bytes.length, 8)
  for (const byte of bytes) push(byte, 8)
  push(0, 4)
  const data: number[] = []
  for (let i = 0; i < bits.length; i += 8) data.push(bits.slice(i, i + 8).reduce((sum, one) => sum * 2 + one, 0))
  for (let i = 0; data.length < DATA; i++) data.push(i % 2 === 0 ? 0xec : 0x11)
  return [...data, ...correctionOf(data)]
}

/** Reed-Solomon over GF(256) with the polynomial 0x11d. */
function correctionOf(data: readonly number[]): number[] {
  const divisor = Array<number>(CORRECTION).fill(0)
  divisor[CORRECTION - 1] = 1
  let root = 1
  for (let i = 0; i < CORRECTION; i++) {
    for (let j = 0; j < CORRECTION; j++) divisor[j] = multiply(divisor[j] ?? 0, root) ^ (divisor[j + 1] ?? 0)
    root = multiply(root, 2)
  }
  const rest = Array<number>(CORRECTION).fill(0)
  for (const byte of data) {
    const factor = byte ^ (rest.shift() ?? 0)
    rest.push(0)
    for (let j = 0; j < CORRECTION; j++) rest[j] = (rest[j] ?? 0) ^ multiply(divisor[j] ?? 0, factor)
  }
  return rest
}

function multiply(a: number, b: number): number {
  let product = 0
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    product ^= ((b >> i) & 1) * a
  }
  return product
}

/** In pairs of columns from the right, up and down in turn; then every other square is turned round. */
function fill(dark: boolean[][], fixed: boolean[][], codewords: readonly number[]): void {
  let at = 0
  for (let right = SIZE - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < SIZE; step++) {
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? SIZE - 1 - step : step
        const row = dark[y]
        if (!row || fixed[y]?.[x]) continue
        const set = (((codewords[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1
        row[x] = set !== ((x + y) % 2 === 0)
        at++
      }
    }
  }
}
