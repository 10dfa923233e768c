import { type Json, numberIn, objectIn, objectOf, textIn } from '../content/json.ts'
import type { RenderedHeader, RenderedMedia } from './rendered.ts'

const MEDIA: Readonly<Record<string, RenderedMedia['kind']>> = {
  image: 'image',
  video: 'video',
  gif: 'gif',
  document: 'document',
  audio: 'audio',
  sticker: 'sticker',
}

/** Only own keys: `constructor` is no kind of media. */
export const mediaKind = (type: string): RenderedMedia['kind'] | undefined =>
  Object.hasOwn(MEDIA, type) ? MEDIA[type] : undefined

/** Meta's media object, as sent (`id` or `link`) or received (`id`, `mime_type`, `url`). */
export function renderMedia(kind: RenderedMedia['kind'], media: Json): RenderedMedia {
  const id = textIn(media.id)
  const link = textIn(media.link) ?? textIn(media.url)
  const filename = textIn(media.filename)
  const mime = textIn(media.mime_type)
  return {
    kind,
    ...(id !== undefined && { id }),
    ...(link !== undefined && { link }),
    ...(filename !== undefined && { filename }),
    ...(mime !== undefined && { mime }),
    ...(media.voice === true && { voice: true }),
    ...(media.animated === true && { animated: true }),
  }
}

export function renderLocation(location: Json): Extract<RenderedHeader, { kind: 'location' }> {
  const latitude = numberIn(location.latitude)
  const longitude = numberIn(location.longitude)
  const name = textIn(location.name)
  const address = textIn(location.address)
  return {
    kind: 'location',
    ...(latitude !== undefined && { latitude }),
    ...(longitude !== undefined && { longitude }),
    ...(name !== undefined && { name }),
    ...(address !== undefined && { address }),
  }
}

export function renderProduct(product: Json): Extract<RenderedHeader, { kind: 'product' }> {
  const retailerId = textIn(product.product_retailer_id)
  const catalogId = textIn(product.catalog_id)
  return { kind: 'product', ...(retailerId !== undefined && { retailerId }), ...(catalogId !== undefined && { catalogId }) }
}

/** A header as interactive messages carry it and as header parameters do: `{type, <type>: …}`. Text is shown without marks. */
export function renderTypedHeader(value: unknown): RenderedHeader | undefined {
  const header = objectIn(value)
  if (header === undefined) return undefined
  const type = typeof header.type === 'string' ? header.type.toLowerCase() : ''
  if (type === 'text') return textHeader(textIn(header.text))
  if (type === 'location') return renderLocation(objectOf(header.location))
  if (type === 'product') return renderProduct(objectOf(header.product))
  const kind = mediaKind(type)
  return kind === undefined ? undefined : renderMedia(kind, objectOf(header[type]))
}

export const textHeader = (text: string | undefined): RenderedHeader | undefined =>
  text === undefined ? undefined : { kind: 'text', text, spans: [{ kind: 'text', text }] }
