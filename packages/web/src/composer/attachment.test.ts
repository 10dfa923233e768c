import { describe, expect, it } from 'vitest'
import { type Attachment, contentsOf, takesCaption } from './attachment.ts'

const file = (name: string, mimeType: string): Attachment => ({
  key: name,
  kind: 'media',
  name,
  share: 1,
  media: { id: `id-${name}`, mimeType, filename: name },
})
const place: Attachment = {
  key: 'p',
  kind: 'content',
  name: 'Shop',
  content: { type: 'location', location: { latitude: 1, longitude: 2 } },
}

describe('what the box makes', () => {
  it.each([
    ['nothing of blanks', '  ', [], []],
    ['a text', 'Hello', [], [{ type: 'text', text: { body: 'Hello' } }]],
    [
      'a text with a link shows its preview',
      'See https://x.test',
      [],
      [{ type: 'text', text: { body: 'See https://x.test', preview_url: true } }],
    ],
    [
      'a picture with the text below it',
      'Here',
      [file('a.jpg', 'image/jpeg')],
      [{ type: 'image', image: { id: 'id-a.jpg', caption: 'Here' } }],
    ],
    [
      'two files: the text stands under the first',
      'Both',
      [file('a.jpg', 'image/jpeg'), file('b.pdf', 'application/pdf')],
      [
        { type: 'image', image: { id: 'id-a.jpg', caption: 'Both' } },
        { type: 'document', document: { id: 'id-b.pdf', filename: 'b.pdf' } },
      ],
    ],
    [
      'a sound has no text: the picture after it takes it',
      'Listen',
      [file('a.ogg', 'audio/ogg'), file('b.png', 'image/png')],
      [
        { type: 'audio', audio: { id: 'id-a.ogg' } },
        { type: 'image', image: { id: 'id-b.png', caption: 'Listen' } },
      ],
    ],
    ['a place goes alone', 'Here we are', [place], [{ type: 'location', location: { latitude: 1, longitude: 2 } }]],
    ['a file still on its way makes nothing yet', 'x', [{ key: 'k', kind: 'media', name: 'a', share: 0.5 } as Attachment], []],
  ])('%s', (_story, text, attachments, contents) => expect(contentsOf(text, attachments, true)).toEqual(contents))

  it('shows no preview when that is switched off', () =>
    expect(contentsOf('https://x.test', [], false)).toEqual([{ type: 'text', text: { body: 'https://x.test' } }]))
})

it('a caption stands under pictures and papers, not under sounds or places', () => {
  expect(takesCaption(file('a', 'image/jpeg'))).toBe(true)
  expect(takesCaption(file('a', 'audio/ogg'))).toBe(false)
  expect(takesCaption(place)).toBe(false)
})
