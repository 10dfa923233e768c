import { mediaLimits, messageLimits } from '@casement/platform'
import type { ContentContext, MediaFacts } from './context.ts'
import { type ContentFindings, limitText, optionalText } from './fields.ts'
import { bareMime, extensionOf, extensionsOf, filenameOfLink, mimeOfExtension } from './file-types.ts'
import { type Json, textIn } from './json.ts'
import { checkCaption, checkMedia } from './media.ts'

/** `document`: `{id | link, caption?, filename?}`. */
export function checkDocument(document: Json, path: string, context: ContentContext | undefined, found: ContentFindings): void {
  const facts = checkMedia('document', document, path, context, found)
  checkCaption(document, path, found)
  const filename = optionalText(found, document.filename, `${path}.filename`, 'the filename')
  limitText(found, 'document.filename.length', filename, messageLimits.media.filename.value, `${path}.filename`, 'the filename')
  const mime = mimeOf(document, facts)
  if (filename === undefined || filename.trim() === '') {
    if (document.filename === undefined || filename !== undefined)
      found.add('document.filename', `${path}.filename`, `Give it a name such as ${rightFilename(document, facts)}.`)
    if (facts?.mime === undefined && mime !== undefined) warnOfFormat(mime, document, path, found)
    return
  }
  if (mime !== undefined && facts?.mime === undefined) warnOfFormat(mime, document, path, found)
  if (!extensionFits(extensionOf(filename), facts?.mime))
    found.add(
      'document.filename',
      `${path}.filename`,
      `Name it ${rightFilename(document, facts)}: phones choose the program by the extension.`,
      facts?.mime === undefined ? 'an extension' : extensionsOf(bareMime(facts.mime)).join(', '),
      extensionOf(filename),
    )
}

/** Without facts, the link's own extension tells what is likely inside. */
function warnOfFormat(mime: string, document: Json, path: string, found: ContentFindings): void {
  const allowed: readonly string[] = mediaLimits.document.mimeTypes.value
  if (document.link !== undefined && !allowed.includes(mime))
    found.add(
      'document.format',
      path,
      'Send it as PDF if it matters: not every phone opens this format.',
      allowed.join(', '),
      mime,
    )
}

function mimeOf(document: Json, facts: MediaFacts | undefined): string | undefined {
  if (facts?.mime !== undefined) return bareMime(facts.mime)
  return mimeOfExtension(extensionOf(textIn(document.filename) ?? filenameOfLink(textIn(document.link) ?? '')))
}

/** Any extension will do when the type is not known, or is one without an extension of its own. */
function extensionFits(extension: string, mime: string | undefined): boolean {
  if (extension === '') return false
  const right = mime === undefined ? [] : extensionsOf(bareMime(mime))
  return right.length === 0 || right.includes(extension)
}

/** A filename for a document: its own, that of the file or the link, with the extension its type calls for. */
export function rightFilename(document: Json, facts: MediaFacts | undefined): string {
  const own =
    textIn(document.filename)?.trim() || textIn(facts?.filename)?.trim() || filenameOfLink(textIn(document.link) ?? '').trim()
  const name = own === '' ? 'document' : own
  if (extensionFits(extensionOf(name), facts?.mime)) return shortened(name)
  const extension = extensionsOf(mimeOf(document, facts) ?? '')[0]
  if (extension === undefined) return shortened(name)
  const known = mimeOfExtension(extensionOf(name)) !== undefined
  return shortened(`${known ? name.slice(0, name.lastIndexOf('.')) : name}.${extension}`)
}

/** Cut in the middle, so that the extension stays. */
function shortened(name: string): string {
  if (name.length <= messageLimits.media.filename.value) return name
  const extension = extensionOf(name)
  const tail = extension === '' ? '' : `.${extension}`
  return name.slice(0, messageLimits.media.filename.value - tail.length).replace(/[\ud800-\udbff]$/, '') + tail
}
