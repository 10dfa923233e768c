import type { contentRules } from './rules.ts'

type Warning = Extract<(typeof contentRules)[number], { readonly severity: 'warning' }>['id']

/**
 * The rules on content that advise; all others refuse. Beside their table, so that judging loads no titles and sources; the compiler
 * holds the two together.
 */
const listed: Readonly<Record<Warning, true>> = {
  'text.preview.link': true,
  'media.source.both': true,
  'media.link.https': true,
  'video.ratio': true,
  'audio.voice.size': true,
  'document.format': true,
  'document.filename': true,
  'sticker.dimensions': true,
  'contacts.many': true,
  'reaction.quote': true,
  'interactive.marks': true,
  'flow.cta.long': true,
  'parameters.coupon.long': true,
  'template.stop': true,
}

export const contentWarnings: ReadonlySet<string> = /* @__PURE__ */ new Set(Object.keys(listed))
