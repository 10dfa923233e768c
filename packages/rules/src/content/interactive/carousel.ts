import { messageLimits } from '@casement/platform'
import type { ContentContext } from '../context.ts'
import { type ContentFindings, kindOf, limitCount, limitText, requireText } from '../fields.ts'
import { checkHeaderMedia } from '../header-media.ts'
import { itemsOf, type Json, numberIn, objectIn, objectOf, textIn, textOf } from '../json.ts'
import { checkActionName } from './action-name.ts'
import { checkReplyButton } from './button.ts'
import { checkCatalogue } from './catalogue.ts'
import { checkUrlParameters } from './cta-url.ts'

/** `carousel`: cards side by side, of media (each with a link or quick replies) or of products. All have one shape. */
export function checkCarousel(action: Json, context: ContentContext | undefined, found: ContentFindings): void {
  const path = 'interactive.action.cards'
  if (!Array.isArray(action.cards)) {
    found.add('content.required', path, 'Add the cards.', 'list', kindOf(action.cards))
    return
  }
  const cards = itemsOf(action.cards)
  const [least, most] = messageLimits.carousel.cards.value
  limitCount(found, 'carousel.cards.count', cards.length, least, most, path, 'cards')
  const first = objectOf(cards[0])
  for (let at = 0; at < cards.length; at++) {
    const card = objectOf(cards[at])
    const where = `${path}[${at}]`
    if (numberIn(card.card_index) !== at)
      found.add('carousel.card.index', `${where}.card_index`, `Number this card ${at}.`, at, textOf(card.card_index) || 'nothing')
    if (isProduct(card)) checkProductCard(card, first, where, context, found)
    else checkMediaCard(card, where, context, found)
    if (at > 0) checkAlike(card, first, where, found)
  }
}

const isProduct = (card: Json): boolean => card.type === 'product' || objectOf(card.action).product_retailer_id !== undefined

function checkProductCard(
  card: Json,
  first: Json,
  path: string,
  context: ContentContext | undefined,
  found: ContentFindings,
): void {
  const action = objectOf(card.action)
  checkCatalogue(action.catalog_id, `${path}.action.catalog_id`, context, found)
  requireText(found, action.product_retailer_id, `${path}.action.product_retailer_id`, 'the id of the product')
  const catalogue = textOf(objectOf(first.action).catalog_id)
  if (catalogue !== '' && textOf(action.catalog_id) !== '' && textOf(action.catalog_id) !== catalogue)
    found.add(
      'carousel.catalogue',
      `${path}.action.catalog_id`,
      'Take all products from one catalogue.',
      catalogue,
      textOf(action.catalog_id),
    )
}

function checkMediaCard(card: Json, path: string, context: ContentContext | undefined, found: ContentFindings): void {
  checkCardHeader(card.header, path, context, found)
  checkCardBody(card.body, path, found)
  const action = objectIn(card.action)
  if (action === undefined) {
    found.add('content.required', `${path}.action`, 'Add what the card offers to do.')
    return
  }
  if (!Array.isArray(action.buttons)) {
    const max = messageLimits.carousel.button.value
    checkActionName(found, action, 'cta_url', `${path}.action`)
    checkUrlParameters(objectOf(action.parameters), max, `${path}.action.parameters`, found)
    return
  }
  for (let at = 0; at < action.buttons.length; at++)
    checkReplyButton(objectOf(objectOf(action.buttons[at]).quick_reply), `${path}.action.buttons[${at}].quick_reply`, found)
}

function checkCardHeader(value: unknown, path: string, context: ContentContext | undefined, found: ContentFindings): void {
  const header = objectIn(value)
  const type = textIn(header?.type)
  if (header === undefined) found.add('content.required', `${path}.header`, 'Add the picture or video of the card.')
  else if (type !== 'image' && type !== 'video')
    found.add('interactive.header.kind', `${path}.header.type`, 'Use image or video.', 'image, video', type ?? 'nothing')
  else if (objectIn(header[type]) === undefined)
    found.add('content.required', `${path}.header.${type}`, `Add the ${type} of the card.`)
  else checkHeaderMedia(type, objectOf(header[type]), `${path}.header.${type}`, context, found)
}

function checkCardBody(value: unknown, path: string, found: ContentFindings): void {
  if (value === undefined || value === null) return
  const text = requireText(found, objectIn(value)?.text, `${path}.body.text`, 'the text of the card')
  limitText(found, 'carousel.card.body.length', text, messageLimits.carousel.cardBody.value, `${path}.body.text`, 'the text')
  const most = messageLimits.carousel.cardLineBreaks.value
  const breaks = text === undefined ? 0 : text.split('\n').length - 1
  if (breaks > most)
    found.add('carousel.card.body.lines', `${path}.body.text`, `Break the text over ${most + 1} lines at most.`, most, breaks)
}

/** Header kind, text, kind of action and number of buttons: what makes the shape of a card. */
function shapeOf(card: Json): string {
  if (isProduct(card)) return 'a product'
  const { buttons } = objectOf(card.action)
  const offer = Array.isArray(buttons)
    ? `${buttons.length} quick replies`
    : textIn(card.type) === undefined
      ? 'a link'
      : `a link (${textIn(card.type)})`
  return `${textIn(objectOf(card.header).type) ?? 'nothing'} with ${offer}${card.body === undefined ? '' : ' and text'}`
}

function checkAlike(card: Json, first: Json, path: string, found: ContentFindings): void {
  const shape = shapeOf(first)
  const own = shapeOf(card)
  if (own !== shape) found.add('carousel.cards.alike', path, `Make it like the first card: ${shape}.`, shape, own)
}
