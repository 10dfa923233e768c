import { describe, expect, it } from 'vitest'
import { emptyInteractive, interactiveContent, readInteractive } from './interactive-draft.ts'

const draft = (more: Partial<typeof emptyInteractive>) => ({ ...emptyInteractive, body: 'When should we come?', ...more })

describe('a message with buttons', () => {
  it('takes the buttons that have words, with ids that tell them apart', () =>
    expect(interactiveContent(draft({ buttons: ['Monday, 9 am', ' ', 'Monday 9 AM'], footer: ' Nordlys ' }))).toEqual({
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'When should we come?' },
        footer: { text: 'Nordlys' },
        action: {
          buttons: [
            { type: 'reply', reply: { id: 'monday-9-am', title: 'Monday, 9 am' } },
            { type: 'reply', reply: { id: 'monday-9-am-2', title: 'Monday 9 AM' } },
          ],
        },
      },
    }))

  it('takes the rows that have words, and leaves empty sections out', () => {
    const sections = [
      {
        title: 'Days',
        rows: [
          { title: 'Tuesday', description: '' },
          { title: '', description: 'nothing' },
        ],
      },
      { title: 'Empty', rows: [{ title: '', description: '' }] },
    ]
    expect(interactiveContent(draft({ kind: 'list', listButton: 'Choose', sections }))).toMatchObject({
      interactive: {
        type: 'list',
        action: { button: 'Choose', sections: [{ title: 'Days', rows: [{ id: 'tuesday', title: 'Tuesday' }] }] },
      },
    })
  })

  it('leads elsewhere', () =>
    expect(interactiveContent(draft({ kind: 'cta_url', linkLabel: 'Follow', linkUrl: 'https://x.test' }))).toMatchObject({
      interactive: {
        type: 'cta_url',
        action: { name: 'cta_url', parameters: { display_text: 'Follow', url: 'https://x.test' } },
      },
    }))

  it.each([
    ['no text', { body: ' ', buttons: ['Yes'] }],
    ['no button', { buttons: ['', ''] }],
    ['a list that nothing opens', { kind: 'list' as const, sections: [{ title: '', rows: [{ title: 'a', description: '' }] }] }],
    ['a link to nowhere', { kind: 'cta_url' as const, linkLabel: 'Follow' }],
  ])('is none with %s', (_story, more) => expect(interactiveContent(draft(more))).toBeNull())
})

it('reads what an older page kept, and nothing of what is broken', () => {
  expect(readInteractive('{"body":"Hi"}')).toEqual({ ...emptyInteractive, body: 'Hi' })
  expect(readInteractive('{')).toEqual(emptyInteractive)
  expect(readInteractive(null)).toEqual(emptyInteractive)
})
