// @ts-check
/** What the customer writes with: the box, other kinds of messages, and the sheets that slide over the phone. */

import { writes } from './bubble.js'
import { act } from './calls.js'
import { previews } from './controls.js'
import { icon } from './icons.js'
import { become } from './phone.js'
import { state, update } from './state.js'
import { h } from './view.js'

/** @type {[string, Record<string, unknown>][]} */
const kinds = [
  ['Picture', { type: 'image', image: { caption: 'Does it fit here?' } }],
  ['Voice note', { type: 'audio', audio: { voice: true } }],
  ['Video', { type: 'video', video: {} }],
  ['Document', { type: 'document', document: { filename: 'floor-plan.pdf', caption: 'Our floor plan' } }],
  ['Sticker', { type: 'sticker', sticker: {} }],
  [
    'Place',
    {
      type: 'location',
      location: { latitude: 53.7997, longitude: -1.5492, name: 'Leeds Corn Exchange', address: 'Call Lane, Leeds' },
    },
  ],
  [
    'Contact',
    {
      type: 'contacts',
      contacts: [
        { name: { formatted_name: 'Nils Johansson', first_name: 'Nils' }, phones: [{ phone: '+46 70 174 06 05', type: 'CELL' }] },
      ],
    },
  ],
  [
    'Order',
    {
      type: 'order',
      order: {
        catalog_id: '194836987003835',
        product_items: [{ product_retailer_id: 'fjord-sofa-moss', quantity: 1, item_price: 899, currency: 'GBP' }],
      },
    },
  ],
  ['Something new', { type: 'unsupported' }],
]

/** @param {string} name */
export function composer(name) {
  const quoted = state.quoted ? state.thread.bubbles.find((/** @type {any} */ one) => one.id === state.quoted) : null
  const message = () =>
    writes({ type: 'text', text: { body: state.draft }, ...(state.quoted ? { context: { id: state.quoted } } : {}) })
  const send = async () => {
    if (state.draft.trim() === '') return
    const call = message()
    const draft = state.draft
    update({ draft: '', quoted: null })
    if ((await act('phone', call)) === null) update({ draft })
  }
  return h(
    'form',
    {
      class: 'composer',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault()
        send()
      },
    },
    quoted
      ? h(
          'p',
          { class: 'quoting' },
          h('span', null, quoted.body || quoted.type),
          h(
            'button',
            { type: 'button', class: 'plain', 'aria-label': 'Quote nothing', onclick: () => update({ quoted: null }) },
            icon('close', 12),
          ),
        )
      : null,
    h(
      'button',
      {
        type: 'button',
        class: 'plain',
        'aria-label': 'Send something else',
        'aria-expanded': String(state.sheet?.kind === 'kinds'),
        onclick: () => update({ sheet: state.sheet?.kind === 'kinds' ? null : { kind: 'kinds' } }),
      },
      icon('plus', 16),
    ),
    h('input', {
      type: 'text',
      value: state.draft,
      placeholder: `Write as ${name.split(' ')[0]}`,
      'aria-label': `Write as ${name}`,
      autocomplete: 'off',
      oninput: (/** @type {any} */ event) => update({ draft: event.target.value }),
      ...previews(() => (state.draft ? message() : null)),
    }),
    h(
      'button',
      { type: 'submit', class: 'plain', 'aria-label': 'Send', ...previews(() => (state.draft ? message() : null)) },
      icon('send', 16),
    ),
  )
}

/** What lies over the lower half of the phone: rows of a list, a form, other kinds of messages, or whom to be. */
export function sheet() {
  const open = state.sheet
  if (!open || open.kind === 'deeds') return null
  const [title, body] = {
    rows: () => [open.title, rows(open.rows)],
    flow: () => [open.title, flow(open.says)],
    kinds: () => ['Send', kindButtons()],
    person: () => ['Be another', person()],
  }[/** @type {'rows' | 'flow' | 'kinds' | 'person'} */ (open.kind)]()
  return h(
    'div',
    {
      class: 'sheet',
      role: 'dialog',
      'aria-label': title,
      key: `sheet-${open.kind}`,
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && update({ sheet: null }),
      made: focusFirst,
    },
    h(
      'p',
      { class: 'sheet-top' },
      h('b', null, title),
      h(
        'button',
        { type: 'button', class: 'plain', 'aria-label': 'Close', onclick: () => update({ sheet: null }) },
        icon('close', 14),
      ),
    ),
    body,
  )
}

/** @param {HTMLElement} element */
const focusFirst = (element) =>
  requestAnimationFrame(() =>
    /** @type {HTMLElement | null} */ (
      element.querySelector('.sheet-top ~ * :is(button, input, textarea), .sheet-top ~ button')
    )?.focus(),
  )

/** @param {any[]} choices */
const rows = (choices) =>
  h(
    'ul',
    { class: 'rows' },
    choices.map((one, index) => {
      const call = writes(one.says)
      const begins = one.section && one.section !== choices[index - 1]?.section
      return [
        begins ? h('li', { class: 'rows-title', key: `section-${one.section}` }, one.section) : null,
        h(
          'li',
          { key: `${index}` },
          h(
            'button',
            { type: 'button', onclick: () => close(act('phone', call)), ...previews(() => call) },
            h('span', null, one.label),
            one.note ? h('small', null, one.note) : null,
          ),
        ),
      ]
    }),
  )

/** A flow as its answer: the JSON that the business gets back. @param {any} says */
function flow(says) {
  const reply = says.interactive.nfm_reply
  const text = state.sheet.text ?? JSON.stringify(JSON.parse(reply.response_json), null, 2)
  const call = () =>
    writes({ ...says, interactive: { ...says.interactive, nfm_reply: { ...reply, response_json: compact(text) } } })
  return h(
    'div',
    { class: 'flow' },
    h('textarea', {
      class: 'mono',
      rows: 6,
      'aria-label': 'What the flow answers, as JSON',
      value: text,
      oninput: (/** @type {any} */ event) => update({ sheet: { ...state.sheet, text: event.target.value } }),
    }),
    isJson(text)
      ? h(
          'button',
          { type: 'button', class: 'btn sm primary', onclick: () => close(act('phone', call())), ...previews(call) },
          'Finish the flow',
        )
      : h('p', { class: 'hint' }, 'This is not JSON yet; a flow answers with an object such as {"flow_token": "…"}.'),
  )
}

/** @param {string} text */
function isJson(text) {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
/** @param {string} text */
const compact = (text) => (isJson(text) ? JSON.stringify(JSON.parse(text)) : text)

const kindButtons = () =>
  h(
    'div',
    { class: 'kinds' },
    kinds.map(([label, message]) => {
      const call = writes(message)
      return h(
        'button',
        { type: 'button', class: 'btn sm', onclick: () => close(act('phone', call)), ...previews(() => call) },
        label,
      )
    }),
  )

function person() {
  const submit = (/** @type {any} */ event) => {
    event.preventDefault()
    const digits = String(new FormData(event.target).get('number')).replace(/\D/g, '')
    if (digits.length >= 5) become(digits)
  }
  const { customer } = state.thread
  return h(
    'div',
    { class: 'person' },
    h(
      'form',
      { onsubmit: submit },
      h(
        'label',
        null,
        'Number',
        h('input', { class: 'field sm', name: 'number', inputmode: 'tel', placeholder: '+44 7712 345 678' }),
      ),
      h('button', { class: 'btn sm', type: 'submit' }, 'Be them'),
    ),
    rename('Name', 'name', customer.name ?? ''),
    rename('Username', 'username', customer.username ?? ''),
    h(
      'p',
      { class: 'hint' },
      'Whoever is unknown is a reachable customer. People who wrote or were written to are in the list above.',
    ),
  )
}

/** @param {string} label @param {string} field @param {string} value */
const rename = (label, field, value) =>
  h(
    'form',
    {
      onsubmit: (/** @type {any} */ event) => {
        event.preventDefault()
        act('phone', {
          method: 'PATCH',
          path: `/customers/${state.customer}`,
          body: { [field]: new FormData(event.target).get(field) || null },
        })
      },
    },
    h('label', null, label, h('input', { class: 'field sm', name: field, value, key: `${state.customer}-${field}` })),
    h('button', { class: 'btn sm', type: 'submit', 'aria-label': `Change the ${field}` }, 'Change'),
  )

/** @param {Promise<unknown>} doing */
const close = (doing) => {
  update({ sheet: null })
  return doing
}
