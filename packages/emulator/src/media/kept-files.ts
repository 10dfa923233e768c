import type { World } from '../world/world.ts'

/** A file that is handed out by link alone: profile pictures, examples of templates. */
type KeptFile = { key: string; kind: 'file'; mimeType: string; bytes: string; [field: string]: unknown }
type Handle = { key: string; kind: 'handle'; file: string; [field: string]: unknown }

/** Keeps bytes and returns the secret part of their link. */
export function keepFile(world: World, bytes: Buffer, mimeType: string): string {
  const name = world.nextText(32)
  const file: KeptFile = { key: `file:${name}`, kind: 'file', mimeType, bytes: bytes.toString('base64') }
  world.things.put(file)
  return name
}

export function keptFile(world: World, name: string): { bytes: Buffer; mimeType: string } | null {
  const file = world.things.get(`file:${name}`) as KeptFile | undefined
  return file ? { bytes: Buffer.from(file.bytes, 'base64'), mimeType: file.mimeType } : null
}

/** Remembers which file the handle of a finished resumable upload stands for. */
export function keepHandle(world: World, handle: string, file: string): void {
  const row: Handle = { key: `handle:${handle}`, kind: 'handle', file }
  world.things.put(row)
}

/** The name of the file that a handle stands for, or null when nobody uploaded it. */
export const fileOfHandle = (world: World, handle: string): string | null =>
  (world.things.get(`handle:${handle}`) as Handle | undefined)?.file ?? null
