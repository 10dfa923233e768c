import { describe, expect, it } from 'vitest'
import type { Template } from '../templates/templates.ts'
import { parametersOf, type Sources, sourcesOf } from './parameters.ts'

const template: Template = {
  id: '1',
  name: 'order_update',
  language: 'en_GB',
  category: 'UTILITY',
  status: 'APPROVED',
  parameterFormat: 'POSITIONAL',
  components: [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: 'Hello {{1}}, your order for {{2}} is here.' },
    { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'See', url: 'https://nordlys.example/{{1}}' }] },
  ],
}
const sources: Sources = {
  'header.media': { kind: 'text', text: 'https://nordlys.example/sofa.png' },
  'body.1': { kind: 'name', fallback: 'there' },
  'body.2': { kind: 'attribute', key: 'city', fallback: '' },
  'button.0': { kind: 'column', key: 'voucher', fallback: 'none' },
}

describe('the parameters of a campaign', () => {
  it('hold people’s fields where the hub fills them in', () => {
    expect(parametersOf(template, sources)).toEqual([
      { type: 'header', parameters: [{ type: 'image', image: { link: 'https://nordlys.example/sofa.png' } }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', text: { from: 'name', fallback: 'there' } },
          { type: 'text', text: { from: 'attribute.city' } },
        ],
      },
      {
        type: 'button',
        sub_type: 'url',
        index: '0',
        parameters: [{ type: 'text', text: { from: 'column.voucher', fallback: 'none' } }],
      },
    ])
  })
  it('are read back as they were chosen', () => expect(sourcesOf(template, parametersOf(template, sources))).toEqual(sources))
})
