import { messageLimits, templateLimits } from '@casement/platform'
import type { ContentContext } from '../content/context.ts'
import { type ContentFinding, type ContentFindings, kindOf, newFindings, requireText } from '../content/fields.ts'
import { itemsOf, type Json, numberIn, objectIn, objectOf, textIn } from '../content/json.ts'
import { checkButtonValues } from './check-button-values.ts'
import { checkHeaderValue } from './check-header-value.ts'
import { checkTextValues } from './check-text-values.ts'
import { cardsOf, componentOf, isNamed, languageOf, type TemplateInput, type TemplateSendInput, upper } from './components.ts'
import { indexOfComponent, type Place } from './place.ts'
import { offersStopKept, stopRepairOnce } from './stop.ts'

/**
 * Judges the values of a template send against the template's definition: count, names, characters, lengths after filling, header
 * file, buttons, cards, code, offer. `send` is Meta's `template` object. Takes any JSON and never throws.
 */
export function checkParameters(
  template: TemplateInput,
  send: TemplateSendInput,
  context?: ContentContext,
): readonly ContentFinding[] {
  const found = newFindings()
  checkSend(objectOf(send), { ...context, template }, found)
  return found.all
}

/** The `template` of a message; without a definition in the context only its own shape can be judged. */
export function checkSend(send: Json, context: ContentContext | undefined, found: ContentFindings): void {
  const name = requireText(found, send.name, 'template.name', 'the name of the template')
  const language = languageOf(send.language)
  if (language === '') found.add('content.required', 'template.language', 'Add the language, such as {"code": "en_GB"}.')
  if (send.components !== undefined && !Array.isArray(send.components))
    found.add('content.value', 'template.components', 'Give a list of components.', 'list', kindOf(send.components))
  const template = objectIn(context?.template)
  if (template === undefined) return
  checkMatch(template, name, language, found)
  const { components } = template
  checkComponents(components, send.components, {
    path: 'template.components',
    named: isNamed(template),
    authentication: upper(template.category) === 'AUTHENTICATION',
    maxBody: maxBodyOf(components),
    context,
    found,
  })
  checkOffer(components, send.components, context, found)
  checkCards(template, send.components, context, found)
  if (upper(template.category) === 'MARKETING' && !offersStopKept(components))
    found.add(
      'template.stop',
      'template',
      'Add a quick reply such as “Stop promotions”, or a footer such as “Reply STOP to unsubscribe”.',
      undefined,
      undefined,
      { repair: stopRepairOnce(template) },
    )
}

function checkMatch(template: TemplateInput, name: string | undefined, language: string, found: ContentFindings): void {
  const own = textIn(template.name)
  if (own !== undefined && name !== undefined && own !== name)
    found.add('parameters.match', 'template.name', `Send the template “${own}”, or judge it by its own definition.`, own, name)
  const ownLanguage = languageOf(template.language)
  if (ownLanguage !== '' && language !== '' && ownLanguage !== language)
    found.add(
      'parameters.match',
      'template.language',
      `Send it in ${ownLanguage}: a language is matched exactly.`,
      ownLanguage,
      language,
    )
}

function checkComponents(defined: unknown, sent: unknown, place: Place): void {
  const header = componentOf(defined, 'HEADER')
  const body = componentOf(defined, 'BODY')
  checkHeaderValue(header, sent, place)
  checkTextValues('body', body, sent, place)
  checkButtonValues(defined, sent, place)
}

/** Body limits depend on what else the template holds. */
export function maxBodyOf(components: unknown): number {
  if (componentOf(components, 'LIMITED_TIME_OFFER') !== undefined) return templateLimits.body.limitedTimeOffer.value
  const single = itemsOf(componentOf(components, 'BUTTONS')?.buttons).some((button) => upper(objectOf(button).type) === 'SPM')
  return single ? templateLimits.body.card.value : templateLimits.body.text.value
}

function checkOffer(defined: unknown, sent: unknown, context: ContentContext | undefined, found: ContentFindings): void {
  const offer = componentOf(defined, 'LIMITED_TIME_OFFER')
  if (offer === undefined || objectOf(offer.limited_time_offer).has_expiration !== true) return
  const parameter = objectOf(itemsOf(componentOf(sent, 'LIMITED_TIME_OFFER')?.parameters)[0])
  const endsAt = numberIn(objectOf(parameter.limited_time_offer).expiration_time_ms)
  if (endsAt === undefined)
    found.add('parameters.offer', 'template.components', 'Add the component limited_time_offer with expiration_time_ms.')
  else if (context?.now !== undefined && endsAt <= context.now)
    found.add('parameters.offer.past', 'template.components', 'Choose an end that is still to come.', context.now, endsAt)
}

/** A media carousel is sent with as many cards as it is defined with, a product carousel with any number that fits. */
function checkCards(template: TemplateInput, sent: unknown, context: ContentContext | undefined, found: ContentFindings): void {
  const defined = cardsOf(template.components)
  if (defined.length === 0) return
  const carousel = indexOfComponent(sent, 'CAROUSEL')
  const cards = cardsOf(sent)
  const path = carousel === -1 ? 'template.components' : `template.components[${carousel}].cards`
  const products = upper(componentOf(objectOf(defined[0]).components, 'HEADER')?.format) === 'PRODUCT'
  const [least, most] = products ? messageLimits.carousel.cards.value : [defined.length, defined.length]
  if (cards.length < least || cards.length > most)
    found.add(
      'parameters.cards.count',
      path,
      least === most ? `Give exactly ${most} cards.` : `Give ${least} to ${most} cards.`,
      least === most ? most : `${least} to ${most}`,
      cards.length,
    )
  for (let at = 0; at < cards.length && at < most; at++) {
    const card = objectOf(cards[at])
    const index = numberIn(card.card_index)
    if (index !== at)
      found.add('parameters.cards.index', `${path}[${at}].card_index`, `Number this card ${at}.`, at, index ?? 'nothing')
    checkComponents(objectOf(defined[Math.min(at, defined.length - 1)]).components, card.components, {
      path: `${path}[${at}].components`,
      named: isNamed(template),
      authentication: false,
      maxBody: templateLimits.body.card.value,
      context,
      found,
    })
  }
}
