import { isUuid } from '../database/uuid7.ts'

const KINDS = new Set(['image', 'video', 'audio', 'document', 'sticker'])

/** Types that hold no file anywhere: most of what is sent, and not worth a look. */
const WITHOUT = new Set(['text', 'reaction', 'location', 'contacts'])

/** The files of ours that a message names, wherever in it: by our own ids, which the platform's never look like. */
export const ownMediaIn = (payload: unknown): string[] => [...new Set(ownMediaAt(payload).map(({ id }) => id))]

/** The same, each with the path at which it is named, such as `interactive.header.image.id`. */
export function ownMediaAt(payload: unknown): { id: string; path: string }[] {
  const found: { id: string; path: string }[] = []
  const look = (value: unknown, path: string, isMedia: boolean): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) for (const [index, item] of value.entries()) look(item, `${path}[${index}]`, false)
    else {
      const { id } = value as Media
      if (isMedia && isUuid(id)) found.push({ id: (id as string).toLowerCase(), path: `${path}.id` })
      for (const [name, member] of Object.entries(value)) look(member, path ? `${path}.${name}` : name, KINDS.has(name))
    }
  }
  if (!WITHOUT.has((payload as { type?: string } | null)?.type ?? '')) look(payload, '', false)
  return found
}

/** The same message with the platform's ids in the place of ours. */
export const withPlatformIds = <T>(payload: T, platformIds: ReadonlyMap<string, string>): T =>
  visit(payload, (media) => {
    const id = isUuid(media.id) ? platformIds.get(media.id.toLowerCase()) : undefined
    return id === undefined ? media : { ...media, id }
  }) as T

type Media = { id?: unknown } & Record<string, unknown>

function visit(value: unknown, change: (media: Media) => Media): unknown {
  if (Array.isArray(value)) return value.map((item) => visit(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isMedia = KINDS.has(name) && typeof member === 'object' && member !== null && !Array.isArray(member)
      return [name, isMedia ? change(visit(member, change) as Media) : visit(member, change)]
    }),
  )
}
