import { upper } from '../template/components.ts'
import type { MessageInput } from '../template/render-message.ts'
import type { ContentContext, MediaFacts } from './context.ts'
import { rightFilename } from './document.ts'
import { itemsOf, type Json, objectIn, objectOf, textOf } from './json.ts'

/**
 * The message as it should go out: every document, wherever it stands, has a filename with the extension its type calls for. What
 * needs no repair comes back as the same object; the given one is never changed.
 */
export function repairMessage<M extends MessageInput>(message: M, context?: ContentContext): M {
  const content = objectIn(message)
  if (content === undefined) return message
  const repaired =
    content.type === 'document'
      ? withField(content, 'document', repairDocument(content.document, context))
      : content.type === 'interactive'
        ? withField(content, 'interactive', repairInteractive(content.interactive, context))
        : content.type === 'template'
          ? withField(content, 'template', repairTemplate(content.template, context))
          : content
  return repaired as unknown as M
}

function repairDocument(value: unknown, context: ContentContext | undefined): unknown {
  const document = objectIn(value)
  if (document === undefined) return value
  const source = textOf(document.id) || textOf(document.link)
  const filename = rightFilename(document, factsOf(source, context))
  return filename === document.filename ? document : { ...document, filename }
}

const factsOf = (source: string, context: ContentContext | undefined): MediaFacts | undefined =>
  context?.media !== undefined && Object.hasOwn(context.media, source) ? context.media[source] : undefined

function repairInteractive(value: unknown, context: ContentContext | undefined): unknown {
  const interactive = objectOf(value)
  const header = objectOf(interactive.header)
  if (header.type !== 'document') return value
  return withField(interactive, 'header', withField(header, 'document', repairDocument(header.document, context)))
}

function repairTemplate(value: unknown, context: ContentContext | undefined): unknown {
  const template = objectOf(value)
  const components = itemsOf(template.components)
  const repaired = mapChanged(components, (component) =>
    withField(
      component,
      'parameters',
      mapChanged(itemsOf(component.parameters), (parameter) =>
        upper(parameter.type) === 'DOCUMENT'
          ? withField(parameter, 'document', repairDocument(parameter.document, context))
          : parameter,
      ),
    ),
  )
  return repaired === components ? value : { ...template, components: repaired }
}

/** The list itself when nothing in it changed. */
function mapChanged(list: readonly unknown[], change: (one: Json) => Json): readonly unknown[] {
  let changed: unknown[] | undefined
  for (let at = 0; at < list.length; at++) {
    const one = objectIn(list[at])
    const next = one === undefined ? list[at] : change(one)
    if (next !== list[at]) {
      changed ??= [...list]
      changed[at] = next
    }
  }
  return changed ?? list
}

function withField(object: Json, field: string, value: unknown): Json {
  const same = object[field] === value || (object[field] === undefined && Array.isArray(value) && value.length === 0)
  return same ? object : { ...object, [field]: value }
}
