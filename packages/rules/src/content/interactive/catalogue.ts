import type { ContentContext } from '../context.ts'
import type { ContentFindings } from '../fields.ts'
import { requireText } from '../fields.ts'
import { textOf } from '../json.ts'

/** A catalogue that is named has to be connected; with none connected, nothing from a catalogue can be sent. */
export function checkCatalogue(value: unknown, path: string, context: ContentContext | undefined, found: ContentFindings): void {
  const id = typeof value === 'number' ? textOf(value) : requireText(found, value, path, 'the id of the catalogue')
  if (id === undefined || !hasCatalogue(path, context, found)) return
  const { catalogues } = context ?? {}
  if (catalogues !== undefined && !catalogues.includes(id))
    found.add(
      'catalogue.connected',
      path,
      `Use a catalogue that is connected: ${catalogues.join(', ')}.`,
      catalogues.join(', '),
      id,
    )
}

/** Reports when it is known that no catalogue is connected at all. */
export function hasCatalogue(path: string, context: ContentContext | undefined, found: ContentFindings): boolean {
  if (context?.catalogues === undefined || context.catalogues.length > 0) return true
  found.add('catalogue.connected', path, 'Connect a catalogue to the account in Commerce Manager first.', 1, 0)
  return false
}
