// @ts-check
/** A message on the phone: media, text with its marks, buttons that can be pressed, and what can be done about it. */
import { act } from './calls.js'
import { previews } from './controls.js'
import { icon } from './icons.js'
import { state, update } from './state.js'
import { h } from './view.js'
import { when } from './words.js'

const REACTIONS = ['👍', '❤️', '😂', '🙏']
/** @type {Record<string, string>} */
const mediaIcons = {
  image: 'image',
  video: 'image',
  gif: 'image',
  sticker: 'image',
  audio: 'music',
  location: 'pin',
  order: 'list',
  contacts: 'users',
}
/** @type {Record<string, string>} */
const choiceIcons = {
  reply: 'reply',
  url: 'link',
  call: 'phone',
  copy: 'copy',
  flow: 'file',
  location: 'pin',
  catalog: 'list',
  permission: 'phone',
  pay: 'check',
}

/** The call by which the customer writes. @param {Record<string, unknown>} message */
export const writes = (message) => ({
  method: 'POST',
  path: `/customers/${state.customer}/messages`,
  body: { to: state.number, ...message },
})

/** @param {any} bubble @param {Map<string, any>} known */
export function drawBubble(bubble, known) {
  const mine = bubble.by === 'customer'
  const quoted = bubble.about ? known.get(bubble.about) : null
  const rows = bubble.choices.filter((/** @type {any} */ one) => one.kind === 'row')
  const buttons = bubble.choices.filter((/** @type {any} */ one) => one.kind !== 'row')
  return h(
    'li',
    { class: `bubble ${mine ? 'mine' : 'theirs'}`, key: bubble.id, 'data-type': bubble.type },
    h(
      'div',
      { class: 'bubble-in' },
      quoted ? h('p', { class: 'quote' }, firstWords(quoted)) : null,
      media(bubble.header),
      h(
        'div',
        { class: 'words' },
        bubble.header?.kind === 'text' ? h('strong', { class: 'headline' }, bubble.header.text) : null,
        marked(bubble.body),
        h('span', { class: 'at' }, when(bubble.at), mine ? icon('checks', 12) : null),
      ),
      bubble.footer ? h('p', { class: 'footer' }, bubble.footer) : null,
      cards(bubble),
      bubble.cards.length === 0 ? buttons.map((/** @type {any} */ one) => choiceButton(bubble.id, one)) : null,
      bubble.listButton ? sheetButton(bubble.listButton, { kind: 'rows', title: bubble.listButton, rows }) : null,
    ),
    mine ? null : deedsOf(bubble),
  )
}

/** @param {any} bubble */
const firstWords = (bubble) => (bubble.body || bubble.header?.text || bubble.type).split('\n')[0].slice(0, 80)

/** @param {any} header */
function media(header) {
  if (!header || header.kind === 'text') return null
  const known = mediaIcons[header.kind]
  return h(
    'p',
    { class: `media ${known === 'image' ? 'tall' : ''}` },
    icon(known ?? 'file', known === 'image' ? 20 : 14),
    h('span', null, header.text || header.kind),
  )
}

/** @param {any} bubble */
function cards(bubble) {
  if (bubble.cards.length === 0) return null
  return h(
    'ol',
    { class: 'cards', tabindex: 0, 'aria-label': 'Cards' },
    bubble.cards.map((/** @type {any} */ card, /** @type {number} */ index) =>
      h(
        'li',
        { key: String(index) },
        card.header ? media({ kind: card.header, text: '' }) : null,
        h('p', null, marked(card.body)),
        bubble.choices
          .filter((/** @type {any} */ one) => one.card === index)
          .map((/** @type {any} */ one) => choiceButton(bubble.id, one)),
      ),
    ),
  )
}

/** @param {string} messageId @param {any} choice */
function choiceButton(messageId, choice) {
  const inner = [icon(choiceIcons[choice.kind] ?? 'reply', 14), choice.label]
  if (choice.kind === 'flow') return sheetButton(choice.label, { kind: 'flow', title: choice.label, says: choice.says })
  const call = choice.says ? writes(choice.says) : silently(messageId, choice)
  const deed = { class: 'choice', key: choice.label, onclick: () => act('phone', call), ...previews(() => call) }
  if (choice.kind === 'url' && /^https?:/.test(choice.target ?? ''))
    return h('a', { ...deed, href: choice.target, target: '_blank', rel: 'noreferrer', title: choice.target }, inner)
  return h('button', { ...deed, type: 'button', ...(choice.says ? {} : { title: choice.target || titles[choice.kind] }) }, inner)
}

/** @type {Record<string, string>} */
const titles = { pay: 'Pays the bill; the business hears of it', call: 'The business hears nothing of it' }

/** What a button does that writes nothing: links and bills leave a trace, and whoever presses anything has read. @param {string} messageId @param {any} choice */
function silently(messageId, choice) {
  const by = (/** @type {string} */ deed, /** @type {unknown} */ body) => ({
    method: 'POST',
    path: `/customers/${state.customer}/${deed}`,
    body,
  })
  if (choice.kind === 'url') return by('clicks', { messageId, button: choice.label })
  if (choice.kind === 'pay') return by('payments', { messageId, status: 'captured' })
  return by('reads', {})
}

/** @param {string} label @param {any} sheet */
const sheetButton = (label, sheet) =>
  h(
    'button',
    { type: 'button', class: 'choice', 'aria-haspopup': 'dialog', onclick: () => update({ sheet }) },
    icon('list', 14),
    label,
  )

/** @param {any} bubble */
function deedsOf(bubble) {
  const open = state.sheet?.kind === 'deeds' && state.sheet.id === bubble.id
  const name = firstWords(bubble)
  return [
    h(
      'button',
      {
        type: 'button',
        class: 'plain bubble-more',
        'aria-label': `React to, quote or report “${name}”`,
        'aria-expanded': String(open),
        onclick: () => update({ sheet: open ? null : { kind: 'deeds', id: bubble.id } }),
      },
      icon('more', 14),
    ),
    open
      ? h(
          'div',
          { class: 'pick' },
          REACTIONS.map((emoji) => react(bubble.id, emoji)),
          h('button', { type: 'button', onclick: () => update({ quoted: bubble.id, sheet: null }) }, 'Quote'),
          h(
            'button',
            {
              type: 'button',
              onclick: () => close(act('phone', reportCall(bubble.id))),
              ...previews(() => reportCall(bubble.id)),
            },
            'Report',
          ),
        )
      : null,
  ]
}

/** @param {string} messageId @param {string} emoji */
function react(messageId, emoji) {
  const call = writes({ type: 'reaction', reaction: { message_id: messageId, emoji } })
  return h(
    'button',
    { type: 'button', 'aria-label': `React with ${emoji}`, onclick: () => close(act('phone', call)), ...previews(() => call) },
    emoji,
  )
}

/** @param {string} messageId */
const reportCall = (messageId) => ({
  method: 'POST',
  path: `/customers/${state.customer}/feedback`,
  body: { to: state.number, kind: 'report', messageId },
})

/** @param {Promise<unknown>} doing */
const close = (doing) => {
  update({ sheet: null })
  return doing
}

const MARKS = /(\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~|```[^`]+```|`[^`\n]+`)/
/** @type {Record<string, string>} */
const tags = { '*': 'strong', _: 'em', '~': 's', '`': 'code' }

/** *bold*, _italic_, ~struck~ and `code`, as WhatsApp marks them. @param {string} text @returns {import('./view.js').Kid} */
export function marked(text) {
  return text.split(MARKS).map((piece) => {
    const tag = piece.length > 2 && MARKS.test(piece) ? tags[piece[0] ?? ''] : undefined
    return tag ? h(tag, null, piece.replace(/^(```|.)|(```|.)$/g, '')) : piece
  })
}
