import { DAY, mediaLimits, platformTime } from '@casement/platform'
import type { ContentContext, MediaFacts } from '../context.ts'
import { type Case, type Edge, letters, times } from './case.ts'

const text = (body: unknown, more: object = {}) => ({ type: 'text', text: { body, ...more } })
const media = (type: string, more: object = {}) => ({ type, [type]: { id: '7741', ...more } })
const linked = (type: string, link: unknown, more: object = {}) => ({ type, [type]: { link, ...more } })
/** What is known of the file with the id 7741, or behind a link. */
const known = (facts: MediaFacts, source = '7741'): { context: ContentContext } => ({ context: { media: { [source]: facts } } })
const place = (latitude: unknown, longitude: unknown) => ({ type: 'location', location: { latitude, longitude } })
const card = (more: object = {}) => ({ name: { formatted_name: 'Ada Byrne', first_name: 'Ada' }, ...more })
const reaction = (more: object = {}) => ({ type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👍', ...more } })
const pin = (more: object = {}) => ({
  type: 'pin',
  recipient_type: 'group',
  pin: { type: 'pin', message_id: 'wamid.1', ...more },
})
const megabyte = 1_048_576
const now = platformTime('2026-11-20T12:00:00Z')

/** Everything but `interactive`, and what stands around any content. */
export const basicCases: readonly Case[] = [
  { label: 'a short text', message: text('Hello'), finds: [] },
  { label: 'a text without a type, as Meta allows', message: { text: { body: 'Hello' } }, finds: [] },
  { label: 'an empty text', message: text('  '), finds: ['content.required'] },
  { label: 'no body at all', message: { type: 'text', text: {} }, finds: ['content.required'] },
  { label: 'a body that is a number', message: text(5), finds: ['content.value'] },
  { label: 'no object for the type', message: { type: 'image' }, finds: ['content.required'] },
  { label: 'a list where an object belongs', message: { type: 'image', image: [] }, finds: ['content.value'] },
  { label: 'a type nobody knows', message: { type: 'hologram' }, finds: ['content.type'] },
  { label: 'a type that every object has', message: { type: 'constructor' }, finds: ['content.type'] },
  { label: 'a preview with a link', message: text('See https://shop.example', { preview_url: true }), finds: [] },
  { label: 'a preview without a link', message: text('See below', { preview_url: true }), finds: ['text.preview.link'] },
  { label: 'a preview that is neither yes nor no', message: text('Hi', { preview_url: 'maybe' }), finds: ['content.value'] },
  {
    label: 'callback data that is too long',
    message: { ...text('Hi'), biz_opaque_callback_data: letters(513) },
    finds: ['content.opaque.length'],
  },

  { label: 'an image by id', message: media('image'), finds: [] },
  { label: 'an image from nowhere', message: { type: 'image', image: {} }, finds: ['media.source'] },
  {
    label: 'an image from two places',
    message: media('image', { link: 'https://shop.example/a.jpg' }),
    finds: ['media.source.both'],
  },
  { label: 'an image by something that is no id', message: { type: 'image', image: { id: {} } }, finds: ['content.value'] },
  { label: 'an image by a link', message: linked('image', 'https://shop.example/a.jpg'), finds: [] },
  { label: 'a link that is not encrypted', message: linked('image', 'http://shop.example/a.jpg'), finds: ['media.link.https'] },
  { label: 'a link to another kind of place', message: linked('image', 'ftp://shop.example/a.jpg'), finds: ['media.link'] },
  { label: 'a link with a blank', message: linked('image', 'https://shop.example/a b.jpg'), finds: ['media.link'] },
  { label: 'a JPEG that fits', message: media('image'), ...known({ mime: 'image/jpeg', bytes: 5 * megabyte }), finds: [] },
  { label: 'a HEIC', message: media('image'), ...known({ mime: 'image/heic', bytes: 10 }), finds: ['media.format'] },
  { label: 'a file of nothing', message: media('image'), ...known({ bytes: 0 }), finds: ['media.size'] },
  { label: 'a caption that is a list', message: media('image', { caption: [] }), finds: ['content.value'] },
  {
    label: 'a video in H.264 and AAC',
    message: media('video'),
    ...known({ mime: 'video/mp4', codec: 'avc1.42E01E', audioCodec: 'mp4a.40.2', audioStreams: 1 }),
    finds: [],
  },
  {
    label: 'a video in HEVC with Opus and two tracks',
    message: media('video'),
    ...known({ mime: 'video/mp4', codec: 'hevc', audioCodec: 'opus', audioStreams: 2 }),
    finds: ['media.codec', 'media.codec', 'media.codec'],
  },
  { label: 'a video as wide as is shown well', message: media('video'), ...known({ width: 191, height: 100 }), finds: [] },
  { label: 'a video that is wider', message: media('video'), ...known({ width: 192, height: 100 }), finds: ['video.ratio'] },
  { label: 'a video as tall as is shown well', message: media('video'), ...known({ width: 100, height: 191 }), finds: [] },
  { label: 'a video that is taller', message: media('video'), ...known({ width: 100, height: 192 }), finds: ['video.ratio'] },
  {
    label: 'Ogg with Opus on one channel',
    message: media('audio'),
    ...known({ mime: 'audio/ogg; codecs=opus', channels: 1 }),
    finds: [],
  },
  { label: 'Ogg with Vorbis', message: media('audio'), ...known({ mime: 'audio/ogg; codecs=vorbis' }), finds: ['media.codec'] },
  {
    label: 'Ogg in stereo',
    message: media('audio'),
    ...known({ mime: 'audio/ogg', codec: 'opus', channels: 2 }),
    finds: ['media.codec'],
  },
  { label: 'MP3 in stereo', message: media('audio'), ...known({ mime: 'audio/mpeg', channels: 2 }), finds: [] },
  { label: 'a sound with a caption', message: media('audio', { caption: 'Listen' }), finds: ['media.caption.none'] },
  {
    label: 'a voice message',
    message: media('audio', { voice: true }),
    ...known({ mime: 'audio/ogg; codecs=opus', bytes: 524_288 }),
    finds: [],
  },
  {
    label: 'a voice message in MP3',
    message: media('audio', { voice: true }),
    ...known({ mime: 'audio/mpeg' }),
    finds: ['audio.voice.format'],
  },
  {
    label: 'a long voice message',
    message: media('audio', { voice: true }),
    ...known({ mime: 'audio/ogg', bytes: 524_289 }),
    finds: ['audio.voice.size'],
  },
  { label: 'a voice that is neither yes nor no', message: media('audio', { voice: 1 }), finds: ['content.value'] },
  {
    label: 'a document with its name',
    message: media('document', { filename: 'invoice.pdf' }),
    ...known({ mime: 'application/pdf' }),
    finds: [],
  },
  { label: 'a document without a name', message: media('document'), finds: ['document.filename'] },
  { label: 'a name without an extension', message: media('document', { filename: 'invoice' }), finds: ['document.filename'] },
  {
    label: 'a name with the wrong extension',
    message: media('document', { filename: 'invoice.doc' }),
    ...known({ mime: 'application/pdf' }),
    finds: ['document.filename'],
  },
  {
    label: 'a ZIP that was uploaded',
    message: media('document', { filename: 'a.zip' }),
    ...known({ mime: 'application/zip' }),
    finds: ['media.format'],
  },
  {
    label: 'a ZIP by link',
    message: linked('document', 'https://shop.example/a.zip', { filename: 'a.zip' }),
    ...known({ mime: 'application/zip' }, 'https://shop.example/a.zip'),
    finds: ['document.format'],
  },
  {
    label: 'a ZIP by link, of which only the name is known',
    message: linked('document', 'https://shop.example/x', { filename: 'a.zip' }),
    finds: ['document.format'],
  },
  { label: 'a PDF by link', message: linked('document', 'https://shop.example/x', { filename: 'a.pdf' }), finds: [] },
  { label: 'a sticker', message: media('sticker'), ...known({ mime: 'image/webp', width: 512, height: 512 }), finds: [] },
  {
    label: 'a sticker of another size',
    message: media('sticker'),
    ...known({ mime: 'image/webp', width: 512, height: 511 }),
    finds: ['sticker.dimensions'],
  },
  { label: 'a sticker in PNG', message: media('sticker'), ...known({ mime: 'image/png' }), finds: ['media.format'] },

  { label: 'a place as text', message: place('51.5', '-0.12'), finds: [] },
  { label: 'a place without numbers', message: place('north', undefined), finds: ['content.value', 'content.required'] },
  { label: 'a place beyond the south pole', message: place(-90.1, 0), finds: ['location.latitude'] },
  { label: 'a place west of the world', message: place(0, -180.1), finds: ['location.longitude'] },
  { label: 'a contact card', message: { type: 'contacts', contacts: [card()] }, finds: [] },
  { label: 'no contact cards', message: { type: 'contacts', contacts: [] }, finds: ['contacts.count'] },
  { label: 'contacts that are no list', message: { type: 'contacts', contacts: card() }, finds: ['content.value'] },
  { label: 'contacts that are not there', message: { type: 'contacts' }, finds: ['content.required'] },
  {
    label: 'a card with the full name only',
    message: { type: 'contacts', contacts: [card({ name: { formatted_name: 'Ada' } })] },
    finds: ['contacts.name.part'],
  },
  {
    label: 'a card without a full name',
    message: { type: 'contacts', contacts: [card({ name: { first_name: 'Ada' } })] },
    finds: ['content.required'],
  },
  {
    label: 'a card without a name, with one phone',
    message: { type: 'contacts', contacts: [{ phones: {} }] },
    finds: ['content.required', 'content.value'],
  },
  { label: 'a card that is none', message: { type: 'contacts', contacts: ['Ada'] }, finds: ['content.value'] },
  { label: 'a thumb', message: reaction(), finds: [] },
  { label: 'a heart without its variation selector', message: reaction({ emoji: '❤' }), finds: [] },
  { label: 'a family', message: reaction({ emoji: '👨‍👩‍👧‍👦' }), finds: [] },
  { label: 'a reaction taken back', message: reaction({ emoji: '' }), finds: [] },
  { label: 'a reaction without an emoji', message: reaction({ emoji: undefined }), finds: ['content.required'] },
  { label: 'two emoji', message: reaction({ emoji: '👍👍' }), finds: ['reaction.emoji'] },
  { label: 'a word', message: reaction({ emoji: 'ok' }), finds: ['reaction.emoji'] },
  { label: 'an emoji that is a number', message: reaction({ emoji: 1 }), finds: ['content.value'] },
  { label: 'a reaction to nothing', message: reaction({ message_id: undefined }), finds: ['content.required'] },
  { label: 'a reaction that quotes', message: { ...reaction(), context: { message_id: 'wamid.2' } }, finds: ['reaction.quote'] },
  {
    label: 'a reaction to a message 30 days old',
    message: reaction(),
    context: { now, target: { at: platformTime(now - 30 * DAY) } },
    finds: [],
  },
  {
    label: 'a reaction to one that is older',
    message: reaction(),
    context: { now, target: { at: platformTime(now - 30 * DAY - 1) } },
    finds: ['reaction.target'],
  },
  {
    label: 'a reaction to a deleted reaction',
    message: reaction(),
    context: { target: { deleted: true, type: 'reaction' } },
    finds: ['reaction.target', 'reaction.target'],
  },

  { label: 'a text that quotes', message: { ...text('Yes'), context: { message_id: 'wamid.1' } }, finds: [] },
  { label: 'a text that quotes nothing', message: { ...text('Yes'), context: {} }, finds: ['content.value'] },
  { label: 'a pin for a week', message: pin({ expiration_days: 7 }), finds: [] },
  { label: 'a pin for no day', message: pin({ expiration_days: 0 }), finds: ['pin.days'] },
  { label: 'a pin for one person', message: { ...pin(), recipient_type: 'individual' }, finds: ['pin.group'] },
  { label: 'neither pin nor unpin', message: pin({ type: 'nail' }), finds: ['content.value'] },

  {
    label: 'a template of which nothing else is known',
    message: { type: 'template', template: { name: 'hello', language: { code: 'en_GB' } } },
    finds: [],
  },
  {
    label: 'a template without name and language',
    message: { type: 'template', template: {} },
    finds: ['content.required', 'content.required'],
  },
]

export const basicEdges: readonly Edge[] = [
  { rule: 'text.body.length', at: 4096, message: (n) => text(letters(n)) },
  { rule: 'content.opaque.length', at: 512, message: (n) => ({ ...text('Hi'), biz_opaque_callback_data: letters(n) }) },
  { rule: 'media.caption.length', at: 1024, message: (n) => media('image', { caption: letters(n) }) },
  { rule: 'media.caption.length', at: 1024, message: (n) => media('video', { caption: letters(n) }) },
  { rule: 'media.caption.length', at: 1024, message: (n) => media('document', { caption: letters(n), filename: 'a.pdf' }) },
  { rule: 'document.filename.length', at: 240, message: (n) => media('document', { filename: `${letters(n - 4)}.pdf` }) },
  { rule: 'media.size', at: 5 * megabyte, message: () => media('image'), facts: (bytes) => ({ bytes }) },
  { rule: 'media.size', at: 16 * megabyte, message: () => media('video'), facts: (bytes) => ({ bytes }) },
  { rule: 'media.size', at: 16 * megabyte, message: () => media('audio'), facts: (bytes) => ({ bytes }) },
  {
    rule: 'media.size',
    at: 100 * megabyte,
    message: () => media('document', { filename: 'a.pdf' }),
    facts: (bytes) => ({ bytes }),
  },
  { rule: 'media.size', at: mediaLimits.sticker.maxBytes.value, message: () => media('sticker'), facts: (bytes) => ({ bytes }) },
  {
    rule: 'media.size',
    at: mediaLimits.sticker.maxBytesAnimated.value,
    message: () => media('sticker'),
    facts: (bytes) => ({ bytes, animated: true }),
  },
  { rule: 'audio.voice.size', at: 524_288, message: () => media('audio', { voice: true }), facts: (bytes) => ({ bytes }) },
  { rule: 'location.latitude', at: 90, message: (n) => place(n, 0) },
  { rule: 'location.longitude', at: 180, message: (n) => place(0, n) },
  { rule: 'contacts.count', at: 257, message: (n) => ({ type: 'contacts', contacts: times(n, () => card()) }) },
  { rule: 'contacts.many', at: 5, message: (n) => ({ type: 'contacts', contacts: times(n, () => card()) }) },
  { rule: 'pin.days', at: 30, message: (n) => pin({ expiration_days: n }) },
]
