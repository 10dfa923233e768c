import type { Token } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { readJsonText } from './read-json.ts'

export type UploadedFile = { field: string; filename: string; mimeType: string; bytes: Buffer }

/** One call to Graph, with query and body poured into one bag as Graph does. */
export type GraphRequest = {
  world: World
  method: 'GET' | 'POST' | 'DELETE'
  /** The version that answers, such as `v25.0`. */
  version: string
  /** Path after the version, split. */
  path: string[]
  params: Record<string, unknown>
  query: Record<string, string>
  body: unknown
  raw: Buffer
  files: UploadedFile[]
  headers: Record<string, string | string[] | undefined>
  /** `http://localhost:4010`, for the links that Graph hands out. */
  origin: string
  token: Token
}

/** Bytes answer a media download; a record answers everything else. */
export type GraphAnswer =
  | Record<string, unknown>
  | unknown[]
  | { bytes: Buffer; mimeType: string; range?: string; filename?: string }

export type GraphHandler = (request: GraphRequest) => GraphAnswer | Promise<GraphAnswer>

/** A text parameter, whether it came as text or number; undefined when absent or empty. */
export function textParam(params: Record<string, unknown>, name: string): string | undefined {
  const value = params[name]
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export const numberParam = (params: Record<string, unknown>, name: string): number | undefined => {
  const text = textParam(params, name)
  const value = text === undefined ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** `true`, `"true"` and `1` are yes; absent is undefined. */
export function flagParam(params: Record<string, unknown>, name: string): boolean | undefined {
  const value = params[name]
  if (value === undefined || value === null || value === '') return undefined
  return value === true || value === 1 || value === '1' || String(value).toLowerCase() === 'true'
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object parameter, which in a form or a query is JSON text. */
export function recordParam(params: Record<string, unknown>, name: string): Record<string, unknown> | undefined {
  const value = fromJson(params[name])
  return isRecord(value) ? value : undefined
}

/** A list parameter: JSON, or texts with commas. */
export function listParam(params: Record<string, unknown>, name: string): unknown[] | undefined {
  const value = fromJson(params[name])
  if (Array.isArray(value)) return value
  if (typeof value === 'string' && value !== '') return value.split(',').map((part) => part.trim())
  return undefined
}

export function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return readJsonText(value)
  } catch {
    return value
  }
}
