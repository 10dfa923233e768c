// @ts-check
/** The customer's phone: somebody to be, the chat as they see it, and all they can do. */

import { drawBubble, writes } from './bubble.js'
import { act, refresh } from './calls.js'
import { composer, sheet } from './composer.js'
import { doButton, previews, troubleIn } from './controls.js'
import { icon } from './icons.js'
import { ring, words } from './ring.js'
import { nowMs, state, update } from './state.js'
import { h } from './view.js'
import { initials, minute, phoneNumber } from './words.js'

export function phone() {
  const { thread } = state
  if (!thread)
    return h(
      'section',
      { class: 'customer', 'aria-label': 'Customer' },
      h('p', { class: 'empty' }, 'This world has no phone number to write to.'),
    )
  const { customer } = thread
  const name = customer.name ?? phoneNumber(customer.id)
  return h(
    'section',
    { class: 'customer', 'aria-label': 'Customer' },
    who(name),
    h('p', { class: 'window-words' }, words(thread.window)),
    h(
      'div',
      { class: 'phone' },
      h(
        'div',
        { class: 'screen' },
        h(
          'p',
          { class: 'status-bar' },
          h('span', null, minute(nowMs())),
          h('span', null, customer.deliverAfterMs ? 'offline' : ''),
        ),
        bar(thread),
        h(
          'ol',
          { class: 'talk', tabindex: 0, 'aria-label': `Chat with ${thread.business}`, made: toEnd, key: `talk-${customer.id}` },
          talk(thread),
        ),
        sheet(),
        composer(name),
      ),
    ),
    troubleIn('phone'),
    deeds(thread),
  )
}

/** Stays at the newest message, unless somebody scrolled up to read. @param {HTMLElement} list */
function toEnd(list) {
  let follows = true
  const follow = () => {
    if (follows) list.scrollTop = list.scrollHeight
  }
  list.onscroll = () => {
    follows = list.scrollHeight - list.scrollTop - list.clientHeight < 40
  }
  new MutationObserver(follow).observe(list, { childList: true, subtree: true })
  new ResizeObserver(follow).observe(list)
  requestAnimationFrame(follow)
}

/** @param {string} name */
function who(name) {
  const { thread, world } = state
  const isKnown = world.people.some((/** @type {any} */ one) => one.id === state.customer)
  return h(
    'div',
    { class: 'who' },
    h('span', { class: 'face' }, ring(thread.window, 40), h('b', null, initials(thread.customer.name ?? ''))),
    h(
      'div',
      { class: 'grow' },
      h(
        'select',
        {
          class: 'name',
          'aria-label': 'Who you are',
          value: state.customer,
          onchange: (/** @type {any} */ event) => become(event.target.value),
        },
        isKnown ? null : h('option', { value: state.customer, key: state.customer }, name),
        world.people.map((/** @type {any} */ one) =>
          h('option', { value: one.id, key: one.id }, `${one.name} ${one.id.slice(-4)}`),
        ),
      ),
      h('span', { class: 'quiet' }, phoneNumber(state.customer)),
    ),
    world.numbers.length > 1
      ? h(
          'select',
          {
            class: 'field sm',
            'aria-label': 'Number you write to',
            value: state.number,
            onchange: (/** @type {any} */ event) => {
              update({ number: event.target.value })
              refresh()
            },
          },
          world.numbers.map((/** @type {any} */ one) => h('option', { value: one.id, key: one.id }, one.display)),
        )
      : null,
    h(
      'button',
      {
        type: 'button',
        class: 'btn sm',
        onclick: () => update({ sheet: state.sheet?.kind === 'person' ? null : { kind: 'person' } }),
      },
      icon('users', 14),
      'Be another',
    ),
  )
}

/** @param {string} id */
export function become(id) {
  update({ customer: id.replace(/\D/g, ''), sheet: null, quoted: null, trouble: null })
  refresh()
}

/** @param {any} thread */
function bar(thread) {
  const call = { method: 'POST', path: `/customers/${state.customer}/calls`, body: { to: state.number, accepted: true } }
  return h(
    'div',
    { class: 'bar' },
    h('span', { class: 'badge', 'aria-hidden': 'true' }, initials(thread.business)),
    h(
      'span',
      { class: 'grow' },
      h('b', null, thread.business),
      h('span', { class: 'bar-note' }, thread.customer.blocks ? 'blocked' : 'business account'),
    ),
    h(
      'button',
      {
        type: 'button',
        class: 'plain',
        'aria-label': `Call ${thread.business}`,
        onclick: () => act('phone', call),
        ...previews(() => call),
      },
      icon('phone', 16),
    ),
  )
}

/** @param {any} thread */
function talk(thread) {
  const known = new Map(thread.bubbles.map((/** @type {any} */ one) => [one.id, one]))
  if (thread.bubbles.length === 0)
    return h(
      'li',
      { class: 'note', key: 'empty' },
      h('p', null, 'Nothing was said yet. Write something, and the window opens.'),
      h(
        'button',
        {
          type: 'button',
          class: 'btn sm',
          onclick: () => act('phone', writes({ type: 'text', text: { body: 'Hello!' } })),
          ...previews(() => writes({ type: 'text', text: { body: 'Hello!' } })),
        },
        'Say hello',
      ),
    )
  return thread.bubbles.map((/** @type {any} */ bubble) => {
    if (bubble.type === 'reaction')
      return note(
        bubble,
        `${bubble.by === 'customer' ? 'You' : thread.business} reacted with ${bubble.body || 'nothing any more'}`,
      )
    if (bubble.by === 'customer' || ['delivered', 'read', 'played'].includes(bubble.status)) return drawBubble(bubble, known)
    if (bubble.failure) return note(bubble, `Never arrived (${bubble.failure.code}): ${bubble.failure.title}`, 'bad')
    return note(bubble, bubble.status === 'held' ? 'A message is held for a quality check' : 'A message is on its way')
  })
}

/** @param {any} bubble @param {string} text @param {string} [look] */
const note = (bubble, text, look = '') => h('li', { class: `note ${look}`, key: bubble.id }, h('p', null, text))

/** What the customer does besides writing; the rarer deeds are folded away. @param {any} thread */
function deeds(thread) {
  const { customer, unread } = thread
  const { to, post, patch } = callsOf()
  return [
    h(
      'div',
      { class: 'deeds', role: 'group', 'aria-label': 'What the customer does' },
      unread > 0 ? doButton('phone', `Read ${unread}`, post('reads', {}), { icon: 'checks' }) : null,
      doButton('phone', 'Call', post('calls', { to, accepted: true })),
      doButton('phone', 'Click an ad', advert({ arrival: 'ad' })),
      doButton('phone', 'Say STOP', writes({ type: 'text', text: { body: 'STOP' } })),
      customer.blocks
        ? doButton('phone', 'Unblock', post('feedback', { to, kind: 'unblock' }))
        : doButton('phone', 'Block', post('feedback', { to, kind: 'block' })),
      doButton('phone', 'Report', post('feedback', { to, kind: 'report' })),
      customer.deliverAfterMs
        ? doButton('phone', 'Come back online', patch({ deliverAfterMs: null }))
        : doButton('phone', 'Go offline', patch({ deliverAfterMs: 3_600_000 }), {
            title: 'Go offline: what is sent from now on arrives an hour later',
          }),
      h(
        'button',
        {
          type: 'button',
          class: 'btn sm ghost',
          'aria-expanded': String(state.moreDeeds),
          onclick: () => update({ moreDeeds: !state.moreDeeds }),
        },
        state.moreDeeds ? 'Fewer' : 'More',
      ),
    ),
    state.moreDeeds ? rarer(customer) : null,
  ]
}

/** @param {any} customer */
function rarer(customer) {
  const { to, post, patch } = callsOf()
  return h(
    'div',
    { class: 'deeds', role: 'group', 'aria-label': 'What the customer does more rarely', key: 'rarer' },
    doButton('phone', 'Ad on a desktop', advert({ arrival: 'ad', client: 'desktop' }), {
      title: 'Click an ad on a desktop: no free entry point',
    }),
    doButton('phone', 'Page button', advert({ arrival: 'page' }), { title: 'Come by a Page button: no referral' }),
    doButton('phone', 'Mute', post('feedback', { to, kind: 'mute' })),
    customer.stoppedMarketing
      ? doButton('phone', 'Resume marketing', post('preferences', { to, marketing: 'resume' }))
      : doButton('phone', 'Stop marketing', post('preferences', { to, marketing: 'stop' })),
    customer.onWhatsApp
      ? doButton('phone', 'Leave WhatsApp', patch({ onWhatsApp: false }))
      : doButton('phone', 'Join WhatsApp', patch({ onWhatsApp: true })),
    doButton('phone', 'Take a new phone', post('identity', {}), {
      title: 'Their identity changes: what is sent with the old recipient_identity_key_hash is refused with 137000',
    }),
    customer.readAfterMs === null
      ? doButton('phone', 'Read everything', patch({ readAfterMs: 5_000 }), {
          title: 'From now on, read whatever arrives after five seconds',
        })
      : doButton('phone', 'Read by hand', patch({ readAfterMs: null })),
  )
}

const callsOf = () => ({
  to: state.number,
  post: (/** @type {string} */ what, /** @type {unknown} */ body) => ({
    method: 'POST',
    path: `/customers/${state.customer}/${what}`,
    body,
  }),
  patch: (/** @type {Record<string, unknown>} */ body) => ({ method: 'PATCH', path: `/customers/${state.customer}`, body }),
})

/** What somebody writes who comes by an ad: the draft, or what people write. @param {Record<string, string>} more */
const advert = (more) =>
  writes({ type: 'text', text: { body: state.draft || 'Hi! I saw your ad. Is it still available?' }, ...more })
