import { describe, expect, test } from 'vitest'
import { factOn, facts, factsOn, numberOn, overrideFacts } from './facts.ts'
import { sourceName, sourceTags, sourceUrl } from './sources.ts'
import { timeline } from './timeline.ts'

const days = /^\d{4}-\d{2}-\d{2}$/

test.each(facts.map((fact) => [`${fact.id} from ${fact.from}`, fact] as const))('%s is written down whole', (_, fact) => {
  expect(fact.id).toMatch(/^[a-z0-9]+([.-][a-z0-9]+)*$/)
  expect(fact.title).not.toBe('')
  expect(fact.unit).not.toBe('')
  expect(fact.from).toMatch(days)
  if (fact.to !== null) expect(fact.to >= fact.from, 'ends after it began').toBe(true)
  expect(Object.keys(sourceTags)).toContain(fact.source.split(':')[0])
  expect(sourceName(fact.source)).not.toMatch(/undefined/)
})

test('on no day does a fact have two values', () => {
  for (const day of [...new Set(facts.flatMap((fact) => [fact.from, fact.to ?? '9999-12-31']))]) {
    const ids = factsOn(day).map((fact) => fact.id)
    expect(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      day,
    ).toEqual([])
  }
})

describe('values that changed, on both sides of the day', () => {
  test.each([
    ['pricing.model', '2025-06-30', 'CBP', '2025-07-01', 'PMP'],
    ['free.utility-in-csw', '2025-06-30', false, '2025-07-01', true],
    ['free.utility-in-csw', '2026-09-30', true, '2026-10-01', false],
    ['free.service-in-csw', '2026-09-30', null, '2026-10-01', 1000],
    ['reach.scope', '2025-10-06', 'number', '2025-10-07', 'portfolio'],
    ['reach.quality-downgrade', '2025-10-06', 'legacyFlagged7d', '2025-10-07', 'off'],
    ['reach.levels', '2025-10-06', [250, 1000, 10_000, 100_000, null], '2025-10-07', [250, 2000, 10_000, 100_000, null]],
    ['csw.request-welcome-opens', '2026-03-25', true, '2026-03-26', false],
    ['template.button.copy-code', '2025-11-30', 15, '2025-12-01', 20],
    ['cbp.free-service', '2024-10-31', 1000, '2024-11-01', null],
    ['webhooks.conversation', '2025-10-07', true, '2025-10-08', false],
    ['marketing.us-blocked', '2025-03-31', undefined, '2025-04-01', true],
  ])('%s: on %s %j, on %s %j', (id, before, was, after, is) => {
    expect(factOn(id, before)?.value).toEqual(was)
    expect(factOn(id, after)?.value).toEqual(is)
  })
})

test('where Meta is silent, a fact says so and may be overridden', () => {
  for (const id of [
    'csw.reaction-opens',
    'fep.max-hours',
    'quality.yellow-from',
    'marketing.cap',
    'templates.pacing-threshold',
    'text.unit',
  ]) {
    expect(factOn(id, '2026-11-20')?.uncertain, id).toBe(true)
  }
  const mine = overrideFacts({ 'marketing.cap': 5 })
  expect(numberOn('marketing.cap', '2026-11-20', mine)).toBe(5)
  expect(numberOn('marketing.cap', '2026-11-20')).toBe(2)
  expect(() => overrideFacts({ 'marketing.cup': 5 })).toThrow('There is no fact "marketing.cup" to override.')
  expect(() => overrideFacts({ 'marketing.cap': 'many' })).toThrow('"marketing.cap" needs a value like 2, not "many".')
  expect(() => numberOn('fep.triggers', '2026-11-20')).toThrow('No number is known as "fep.triggers" on 2026-11-20.')
})

describe('where sources disagree, the fact follows one and says what the others say', () => {
  test.each([
    ['audio.ogg-codec', 'opus', /reverse/],
    ['list.rows.total', 10, /each section/],
    ['button.buttons', 3, /cta_url/],
    ['pricing.model', 'PMP', /once/],
    ['reach.quality-downgrade', 'off', /still lowers/],
    ['quality.days', 7, /24 hours/],
    ['fep.base-hours', 72, /7 days/],
    ['fep.start-on', 'delivered', /from the moment we respond/],
    ['fep.triggers', ['ad', 'page'], /ads only/],
    ['reach.levels', [250, 2000, 10_000, 100_000, null], /not conversations/],
    ['reach.scope', 'portfolio', /to the number/],
    ['csw.hours', 24, /silence of either side/],
    ['free.utility-in-csw', false, /Charged at the utility rate/],
    ['free.service-in-csw', 1000, /for the WABA/],
    ['throughput.default', 80, /10 requests a second/],
    ['webhooks.limit-fields', false, /currentLimit/],
    ['templates.pause-hours', [3, 6], /number/],
    ['document.types', expect.arrayContaining(['application/pdf']), /any file/],
    ['product-list.header', ['text'], /image, video and document/],
    ['text.body', 4096, /1,024/],
    ['contacts.cards', 257, /says 5/],
    ['video.ratio', [1 / 1.91, 1.91], /no such rule/],
    ['throughput.http-status', 400, /429/],
    ['templates.max-verified', 6000, /250 for all/],
    ['webhooks.retry-days', 7, /36 hours/],
    ['media.caption', 1024, /3,000/],
    ['flow.cta', 30, /20/],
    ['ice-breakers', 4, /3/],
    ['call.connected-per-day', 5, /10/],
    ['throughput.coexistence', 20, /5/],
    ['fep.post-referral', false, /Said/],
    ['charge.group', true, /both ways/],
    ['price.change-months', [1, 4, 7, 10], /other days/],
  ])('%s', (id, value, note) => {
    const fact = factOn(id, '2026-11-20')
    expect(fact?.value).toEqual(value)
    expect(fact?.note).toMatch(note)
  })
})

test('the timeline is in order', () => {
  const order = timeline.map((change) => change.from)
  expect(order).toEqual([...order].sort())
  for (const change of timeline) expect(change.what.length, change.from).toBeGreaterThan(10)
})

test('sources lead to pages where there are any', () => {
  expect(sourceUrl('M:pricing')).toBe('https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing')
  expect(sourceUrl('M:error-codes')).toMatch(/support\/error-codes$/)
  expect(sourceUrl('rec')).toBeNull()
})
