import { GraphFailure } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import type { PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker']

/** Refuses media ids that this number does not have, in the words that some clients parse. */
export function checkMedia(world: World, number: PhoneNumber, type: string, content: Record<string, unknown>): void {
  if (MEDIA.includes(type)) checkOne(world, number, content[type], `${type}['id']`)
  if (type === 'interactive' && isRecord(content.interactive) && isRecord(content.interactive.header)) {
    const { header } = content.interactive
    for (const kind of MEDIA) checkOne(world, number, header[kind], `interactive['header']['${kind}']['id']`)
  }
  if (type === 'template' && isRecord(content.template)) checkTemplate(world, number, content.template)
}

function checkTemplate(world: World, number: PhoneNumber, template: Record<string, unknown>): void {
  const components = Array.isArray(template.components) ? template.components.filter(isRecord) : []
  for (const component of components) {
    for (const parameter of Array.isArray(component.parameters) ? component.parameters.filter(isRecord) : []) {
      for (const kind of MEDIA) checkOne(world, number, parameter[kind], `template['components']['${kind}']['id']`)
    }
    for (const card of Array.isArray(component.cards) ? component.cards.filter(isRecord) : []) checkTemplate(world, number, card)
  }
}

function checkOne(world: World, number: PhoneNumber, media: unknown, where: string): void {
  if (!isRecord(media) || media.id === undefined || media.id === '') return
  const known = world.media.get(String(media.id))
  if (known && known.numberId === number.id && world.now() < known.expiresAt) return
  throw new GraphFailure({
    code: 100,
    http: 400,
    message: `(#100) Param ${where} is not a valid whatsapp business account media attachment ID`,
  })
}
