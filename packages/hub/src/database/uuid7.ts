import { randomFillSync } from 'node:crypto'

const random = new Uint8Array(10)
let lastMs = 0
let counter = 0

/**
 * A UUIDv7 (RFC 9562): 48 bits of machine time, a 12-bit counter that keeps ids of one millisecond in order, then chance.
 * Message partitions are ranges of these ids, so their time is machine time: retention counts the operator's days.
 */
export function uuid7(ms: number = Date.now()): string {
  if (ms > lastMs) {
    lastMs = ms
    counter = 0
  } else if (++counter > 0xfff) {
    lastMs += 1
    counter = 0
  }
  randomFillSync(random)
  const time = lastMs.toString(16).padStart(12, '0')
  const tail = Buffer.from(random.subarray(0, 8))
  tail[0] = ((tail[0] as number) & 0x3f) | 0x80
  const hex = tail.toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${hex.slice(0, 4)}-${hex.slice(4)}`
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** True for anything PostgreSQL would take as a uuid in its usual form. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)
