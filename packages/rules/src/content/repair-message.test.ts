import { describe, expect, test } from 'vitest'
import { checkContent } from './check-content.ts'
import type { MediaFacts } from './context.ts'
import { repairMessage } from './repair-message.ts'

const pdf: MediaFacts = { mime: 'application/pdf' }
const link = 'https://shop.example/files/inv%20oice?x=1'

describe('a document that goes out', () => {
  test.each<[string, object, MediaFacts, string]>([
    ['no name', { id: '7' }, pdf, 'document.pdf'],
    ['a name without an extension', { id: '7', filename: 'invoice' }, pdf, 'invoice.pdf'],
    ['a wrong extension', { id: '7', filename: 'invoice.doc' }, pdf, 'invoice.pdf'],
    ['a dot that is no extension', { id: '7', filename: 'invoice no. 5' }, pdf, 'invoice no. 5.pdf'],
    ['the right name in capitals', { id: '7', filename: 'INVOICE.PDF' }, pdf, 'INVOICE.PDF'],
    ['the name of the file', { id: '7' }, { ...pdf, filename: 'march.pdf' }, 'march.pdf'],
    ['the name in its link', { link }, pdf, 'inv oice.pdf'],
    ['a type nobody knows', { id: '7', filename: 'a.xyz' }, { mime: 'application/x-xyz' }, 'a.xyz'],
    ['a name too long', { id: '7', filename: `${'a'.repeat(300)}.pdf` }, pdf, `${'a'.repeat(236)}.pdf`],
  ])('with %s', (_label, document, facts, filename) => {
    const context = { media: { '7': facts, [link]: facts } }
    const message = { type: 'document', document }
    const repaired = repairMessage(message, context)
    expect(repaired.document).toEqual({ ...document, filename })
    expect(checkContent(repaired, context).map((one) => one.rule)).not.toContain('document.filename')
  })

  test('is found in headers of interactive messages and templates too', () => {
    const context = { media: { '7': pdf } }
    const header = { type: 'document', document: { id: '7' } }
    const named = { type: 'document', document: { id: '7', filename: 'document.pdf' } }
    const message = { type: 'interactive', interactive: { type: 'button', header, body: { text: 'a' } } }
    expect(repairMessage(message, context)).toEqual({ ...message, interactive: { ...message.interactive, header: named } })
    const template = {
      type: 'template',
      template: { name: 'a', components: [{ type: 'body' }, { type: 'header', parameters: [header] }] },
    }
    expect(repairMessage(template, context).template.components[1]).toEqual({ type: 'header', parameters: [named] })
  })

  test.each([
    { type: 'text', text: { body: 'a' } },
    { type: 'document', document: { id: '7', filename: 'a.pdf' } },
    { type: 'document', document: 5 },
    {
      type: 'template',
      template: { name: 'a', components: [{ type: 'body', parameters: [{ type: 'text', text: 'a' }] }, { type: 'body' }] },
    },
    { type: 'interactive', interactive: { type: 'button', header: { type: 'text', text: 'a' } } },
    { type: 'template' },
  ])('%j needs no repair and stays the same object', (message) => {
    expect(repairMessage(message)).toBe(message)
  })
})
