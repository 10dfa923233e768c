import { templateLimits } from '@casement/platform'
import { limitText } from '../content/fields.ts'
import { itemsOf, type Json, objectOf, textIn } from '../content/json.ts'
import { buttonsOf, componentOf, upper } from './components.ts'
import { type LintPlace, needText } from './lint-findings.ts'

/** A limited-time offer: a short text with a countdown, a picture or video at most above it, a link below. */
export function lintOffer(component: Json, path: string, components: unknown, place: LintPlace): void {
  const { found } = place
  const { text: longest, code: longestCode } = templateLimits.limitedTimeOffer
  if (place.category !== 'MARKETING')
    found.add('template.offer.category', 'category', 'Choose the category MARKETING.', 'MARKETING', place.category)
  const text = needText(
    found,
    objectOf(component.limited_time_offer).text,
    `${path}.limited_time_offer.text`,
    'the text of the offer',
  )
  limitText(found, 'template.offer.text', text, longest.value, `${path}.limited_time_offer.text`, 'the text of the offer')
  if (componentOf(components, 'FOOTER') !== undefined)
    found.add('template.offer.parts', 'components', 'Leave the footer out.', 'no footer', 'FOOTER')
  const header = componentOf(components, 'HEADER')
  const format = upper(header?.format)
  if (header !== undefined && format !== 'IMAGE' && format !== 'VIDEO')
    found.add(
      'template.offer.parts',
      'components',
      'Use a picture or a video as header, or none.',
      'IMAGE, VIDEO',
      format || 'nothing',
    )
  const buttons = buttonsOf(components).map(objectOf)
  if (!buttons.some((button) => upper(button.type) === 'URL'))
    found.add('template.offer.button', 'components', 'Add a link button: where the offer can be had.')
  const at = buttons.findIndex((button) => upper(button.type) === 'COPY_CODE')
  const example = buttons[at]?.example
  const code = textIn(example) ?? textIn(itemsOf(example)[0])
  limitText(
    found,
    'template.button.code.length',
    code,
    longestCode.value,
    `components.buttons[${at}].example`,
    'the code of an offer',
  )
}
