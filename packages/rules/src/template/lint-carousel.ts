import { type PlatformTime, templateLimits } from '@casement/platform'
import { limitCount } from '../content/fields.ts'
import { itemsOf, type Json, objectOf } from '../content/json.ts'
import { buttonsOf, componentOf, upper } from './components.ts'
import { lintButtons } from './lint-buttons.ts'
import type { LintPlace } from './lint-findings.ts'
import { lintBody, lintHeader } from './lint-text.ts'

/** Cards of one shape, each with a picture, video or product on top and one or two buttons. */
export function lintCarousel(carousel: Json, path: string, place: LintPlace, now?: PlatformTime): void {
  const { found } = place
  if (place.category !== 'MARKETING')
    found.add('template.carousel.category', 'category', 'Choose the category MARKETING.', 'MARKETING', place.category)
  const cards = itemsOf(carousel.cards)
  const [least, most] = templateLimits.carousel.cards.value
  limitCount(found, 'template.carousel.cards', cards.length, least, most, `${path}.cards`, 'cards')
  const shape = shapeOf(objectOf(cards[0]).components)
  for (let at = 0; at < cards.length; at++) {
    const { components } = objectOf(cards[at])
    lintCard(components, `${path}.cards[${at}].components`, { ...place, maxBody: templateLimits.body.card.value }, now)
    const own = shapeOf(components)
    if (own !== shape)
      found.add('template.carousel.alike', `${path}.cards[${at}]`, `Make it like the first card: ${shape}.`, shape, own)
  }
}

function lintCard(components: unknown, path: string, place: LintPlace, now: PlatformTime | undefined): void {
  const { found } = place
  const list = itemsOf(components)
  const header = upper(componentOf(components, 'HEADER')?.format)
  if (header !== 'IMAGE' && header !== 'VIDEO' && header !== 'PRODUCT')
    found.add(
      'template.carousel.card',
      path,
      'Put a picture, a video or a product on top.',
      'IMAGE, VIDEO, PRODUCT',
      header || 'nothing',
    )
  const count = buttonsOf(components).length
  const most = templateLimits.carousel.cardButtons.value
  limitCount(found, 'template.carousel.buttons', count, 1, most, path, 'buttons')
  for (let at = 0; at < list.length; at++) {
    const component = objectOf(list[at])
    const where = `${path}[${at}]`
    const type = upper(component.type)
    if (type === 'HEADER' && header !== '') lintHeader(component, where, place)
    else if (type === 'BODY') lintBody(component, where, place)
    else if (type === 'BUTTONS' && count > 0) lintButtons(component, where, place, now)
    else if (type !== 'HEADER' && type !== 'BUTTONS')
      found.add(
        'template.carousel.card',
        `${where}.type`,
        'Keep header, body and buttons only.',
        'HEADER, BODY, BUTTONS',
        type || 'nothing',
      )
  }
}

/** Kind of header, whether there is text, and the kinds of buttons in their order. */
function shapeOf(components: unknown): string {
  const buttons = buttonsOf(components).map((button) => upper(objectOf(button).type).toLowerCase())
  const text = componentOf(components, 'BODY') === undefined ? '' : ', text'
  return `${upper(componentOf(components, 'HEADER')?.format).toLowerCase() || 'no header'}${text}, ${buttons.join(' and ') || 'no buttons'}`
}
