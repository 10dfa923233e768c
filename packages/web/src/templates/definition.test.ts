import { describe, expect, it } from 'vitest'
import {
  added,
  type Button,
  lawfulPlaces,
  nextVariable,
  samplesOf,
  withCategory,
  withFormat,
  withPart,
  withSamples,
} from './definition.ts'
import type { Component, Content } from './template-api.ts'

const reply: Button = { type: 'QUICK_REPLY', text: 'Yes' }
const link: Button = { type: 'URL', text: 'See', url: 'https://nordlys.example' }
const content = (components: readonly Component[], parameterFormat = 'POSITIONAL'): Content => ({
  name: 't',
  language: 'en_GB',
  category: 'UTILITY',
  parameterFormat,
  components,
  ttlSeconds: null,
})

describe('buttons keep a lawful order', () => {
  it.each([
    ['one among its kind goes anywhere', [reply, reply, reply], 0, [1, 2]],
    ['a link between two replies would split them', [reply, reply, link], 2, [0]],
    ['a reply does not leave its group', [reply, reply, link], 0, [1]],
    [
      'one reply alone may stand on either side of the links, and between them would be one group too many',
      [reply, link, link],
      0,
      [2],
    ],
    ['where it is unlawful, any move may mend it', [reply, link, reply], 2, [0, 1]],
  ])('%s', (_story, buttons, from, places) => expect(lawfulPlaces(buttons, from)).toEqual(places))

  it.each([
    ['at the end', [reply], link, ['QUICK_REPLY', 'URL']],
    ['behind its own kind', [reply, link], reply, ['QUICK_REPLY', 'QUICK_REPLY', 'URL']],
    ['first of its kind behind the others', [link], reply, ['URL', 'QUICK_REPLY']],
  ])('a new one goes %s', (_story, buttons, button, types) =>
    expect(added(buttons, button).map(({ type }) => type)).toEqual(types),
  )
})

describe('samples stay with their variables', () => {
  const body: Component = { type: 'BODY', text: 'Hello {{2}}, order {{1}} is here.', example: { body_text: [['NH-1', 'Maja']] } }
  it('reads them by number whatever their order in the text', () =>
    expect(samplesOf(body, 'body', false)).toEqual({ 1: 'NH-1', 2: 'Maja' }))
  it('forgets those of variables that are gone', () =>
    expect(withSamples({ ...body, text: 'Order {{1}} is here.' }, 'body', false, { 1: 'NH-1', 2: 'Maja' })).toMatchObject({
      example: { body_text: [['NH-1']] },
    }))
  it('leaves no example where there is no variable', () =>
    expect(withSamples({ ...body, text: 'It is here.' }, 'body', false, { 1: 'x' })).toEqual({
      type: 'BODY',
      text: 'It is here.',
    }))
  it('names them and numbers them again without losing a sample', () => {
    const named = withFormat(content([body]), 'NAMED')
    expect(named.components[0]).toEqual({
      type: 'BODY',
      text: 'Hello {{value_1}}, order {{value_2}} is here.',
      example: {
        body_text_named_params: [
          { param_name: 'value_1', example: 'Maja' },
          { param_name: 'value_2', example: 'NH-1' },
        ],
      },
    })
    expect(withFormat(named, 'POSITIONAL').components[0]).toMatchObject({
      text: 'Hello {{1}}, order {{2}} is here.',
      example: { body_text: [['Maja', 'NH-1']] },
    })
  })
  it.each([
    ['Hello', false, '1'],
    ['Hello {{1}} {{3}}', false, '4'],
    ['Hello {{first_name}}', true, 'order_no'],
  ])('the next one in “%s”', (text, named, name) => expect(nextVariable(text, named)).toBe(name))
})

it('parts stand in the order in which phones show them', () => {
  const components = withPart(withPart([{ type: 'BODY', text: 'x' }], 'FOOTER', { text: 'y' }), 'HEADER', { format: 'IMAGE' })
  expect(components.map(({ type }) => type)).toEqual(['HEADER', 'BODY', 'FOOTER'])
  expect(withPart(components, 'HEADER', null).map(({ type }) => type)).toEqual(['BODY', 'FOOTER'])
})

it('a code has no text of ours', () => {
  const code = withCategory(content([{ type: 'BODY', text: 'mine' }]), 'AUTHENTICATION')
  expect(code.components.map(({ type, text }) => [type, text])).toEqual([
    ['BODY', undefined],
    ['FOOTER', undefined],
    ['BUTTONS', undefined],
  ])
  expect(withCategory(code, 'UTILITY').components).toEqual([{ type: 'BODY', text: '' }])
})
