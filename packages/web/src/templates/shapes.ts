import { words } from '../strings/words.ts'
import { newCarousel } from './cards-field.tsx'
import { buttonsOf, partOf, withButtons, withPart } from './definition.ts'
import type { Component, Content } from './template-api.ts'

/** What kind of message a template makes, beside its category. */
export const SHAPES = ['plain', 'carousel', 'offer', 'catalogue', 'products'] as const
export type Shape = (typeof SHAPES)[number]

export function shapeOf(components: readonly Component[]): Shape {
  if (partOf(components, 'CAROUSEL')) return 'carousel'
  if (partOf(components, 'LIMITED_TIME_OFFER')) return 'offer'
  const types = buttonsOf(components).map((button) => button.type.toUpperCase())
  if (types.includes('CATALOG')) return 'catalogue'
  return types.includes('MPM') ? 'products' : 'plain'
}

/** The same words in another shape: parts that it cannot have go, those that it needs come. Carousels and offers are marketing. */
export function withShape(content: Content, shape: Shape): Content {
  if (shape === shapeOf(content.components)) return content
  const labels = words.templateDesk.editor.newLabels
  const kept = withPart(withPart(content.components, 'CAROUSEL', null), 'LIMITED_TIME_OFFER', null)
  const buttons = buttonsOf(kept).filter((button) => !['CATALOG', 'MPM'].includes(button.type.toUpperCase()))
  const plain = withButtons(kept, buttons)
  switch (shape) {
    case 'carousel': {
      const body = plain.filter((part) => part.type.toUpperCase() === 'BODY')
      return { ...content, category: 'MARKETING', components: withPart(body, 'CAROUSEL', newCarousel()) }
    }
    case 'offer': {
      const header = String(partOf(plain, 'HEADER')?.format ?? '').toUpperCase()
      const allowed = header === 'IMAGE' || header === 'VIDEO' ? plain : withPart(plain, 'HEADER', null)
      const offer = { limited_time_offer: { text: '', has_expiration: true } }
      const link = { type: 'URL', text: labels.URL ?? '', url: 'https://' }
      return {
        ...content,
        category: 'MARKETING',
        components: withButtons(withPart(withPart(allowed, 'FOOTER', null), 'LIMITED_TIME_OFFER', offer), [
          { type: 'COPY_CODE', example: '' },
          link,
        ]),
      }
    }
    case 'catalogue':
      return { ...content, components: withButtons(plain, [{ type: 'CATALOG', text: labels.CATALOG ?? '' }]) }
    case 'products': {
      const header = partOf(plain, 'HEADER')
      const titled =
        String(header?.format ?? '').toUpperCase() === 'TEXT' ? plain : withPart(plain, 'HEADER', { format: 'TEXT', text: '' })
      return { ...content, components: withButtons(titled, [{ type: 'MPM', text: labels.MPM ?? '' }]) }
    }
    case 'plain':
      return { ...content, components: plain }
  }
}
