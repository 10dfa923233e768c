import { isUuid } from '../database/uuid7.ts'

const KINDS = new Set(['image', 'video', 'audio', 'document', 'sticker'])

/** Types that hold no file anywhere: most of what is sent, and not worth a look. */
const WITHOUT = new Set(['text', 'reaction', 'location', 'contacts'])

/** The files of ours that a message names, wherever in it: by our own ids, which the platform's never look like. */
export function ownMediaIn(payload: unknown): string[] {
  const found = new Set<string>()
  const look = (value: unknown, isMedia: boolean): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) for (const item of value) look(item, false)
    else {
      if (isMedia && isUuid((value as Media).id)) found.add(((value as Media).id as string).toLowerCase())
      for (const [name, member] of Object.entries(value)) look(member, KINDS.has(name))
    }
  }
  if (!WITHOUT.has((payload as { type?: string } | null)?.type ?? '')) look(payload, false)
  return [...found]
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
