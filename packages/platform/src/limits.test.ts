import { expect, test } from 'vitest'
import { facts, limitsAsFacts } from './facts.ts'
import { mediaLimits, messageLimits, templateLimits } from './limits.ts'

test.each([
  ['text', messageLimits.text.body.value, 4096],
  ['caption', messageLimits.media.caption.value, 1024],
  ['reply buttons', messageLimits.button.buttons.value, 3],
  ['reply button title', messageLimits.button.title.value, 20],
  ['reply button id', messageLimits.button.id.value, 256],
  ['rows of a list over all sections', messageLimits.list.rowsTotal.value, 10],
  ['sections of a list', messageLimits.list.sections.value, 10],
  ['row title', messageLimits.list.rowTitle.value, 24],
  ['row description', messageLimits.list.rowDescription.value, 72],
  ['row id', messageLimits.list.rowId.value, 200],
  ['list body', messageLimits.list.body.value, 4096],
  ['interactive body', messageLimits.interactive.body.value, 1024],
  ['interactive footer', messageLimits.interactive.footer.value, 60],
  ['products', messageLimits.product.productsTotal.value, 30],
  ['contact cards', messageLimits.contacts.cards.value, 257],
  ['cards of a carousel', messageLimits.carousel.cards.value, [2, 10]],
  ['image', mediaLimits.image.maxBytes.value, 5 * 1024 * 1024],
  ['video', mediaLimits.video.maxBytes.value, 16 * 1024 * 1024],
  ['audio', mediaLimits.audio.maxBytes.value, 16 * 1024 * 1024],
  ['document', mediaLimits.document.maxBytes.value, 100 * 1024 * 1024],
  ['static sticker', mediaLimits.sticker.maxBytes.value, 100 * 1024],
  ['animated sticker', mediaLimits.sticker.maxBytesAnimated.value, 500 * 1024],
  ['document formats', mediaLimits.document.mimeTypes.value.length, 8],
  ['template body', templateLimits.body.text.value, 1024],
  ['template header', templateLimits.header.text.value, 60],
  ['template name', templateLimits.name.length.value, 512],
  ['template buttons', templateLimits.buttons.total.value, 10],
  ['template button label', templateLimits.buttons.label.value, 25],
  ['limited-time offer', templateLimits.limitedTimeOffer.text.value, 16],
  ['minutes of a code', templateLimits.authentication.expiryMinutes.value, [1, 90]],
])('%s: %j', (_, value, limit) => expect(value).toEqual(limit))

test('every limit is a fact', () => {
  const limits = limitsAsFacts()
  expect(limits.length).toBeGreaterThan(90)
  for (const limit of limits) expect(facts).toContain(limit)
})

test('languages are codes, each once', () => {
  const templateLanguages: readonly string[] = templateLimits.language.codes.value
  expect(new Set(templateLanguages).size).toBe(templateLanguages.length)
  for (const code of templateLanguages) expect(code).toMatch(/^[a-z]{2,3}(_[A-Z]{2})?$/)
  expect(templateLanguages).toEqual(expect.arrayContaining(['en_US', 'pt_BR', 'fil']))
})
