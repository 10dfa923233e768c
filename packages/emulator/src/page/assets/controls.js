// @ts-check
/** Controls that act on the world: each shows its `curl` before it is pressed. */
import { act, curlOf } from './calls.js'
import { icon } from './icons.js'
import { state, update } from './state.js'
import { h } from './view.js'

/** @typedef {import('./calls.js').Call} Call */
/** @typedef {import('./view.js').Kid} Kid */

/** What makes the strip show a call while its control is under the pointer or has the focus. @param {() => Call | null} call */
export const previews = (call) => {
  const show = () => {
    const made = call()
    if (made) update({ preview: curlOf(made) })
  }
  const hide = () => update({ preview: null })
  return { onmouseenter: show, onfocus: show, onmouseleave: hide, onblur: hide }
}

/**
 * A button that makes one call.
 * @param {string} where @param {Kid} label @param {Call} call
 * @param {{ icon?: string, class?: string, title?: string, pressed?: boolean, disabled?: boolean, after?: (answer: any) => void }} [more]
 */
export const doButton = (where, label, call, more = {}) =>
  h(
    'button',
    {
      type: 'button',
      class: `btn sm ${more.class ?? ''}`,
      ...(more.title ? { title: more.title } : {}),
      ...(more.pressed === undefined ? {} : { 'aria-pressed': String(more.pressed) }),
      ...(more.disabled ? { disabled: true } : {}),
      onclick: async () => {
        const answer = await act(where, call)
        if (answer && more.after) more.after(answer)
      },
      ...previews(() => call),
    },
    more.icon ? icon(more.icon, 14) : null,
    label,
  )

/** A switch. @param {string} where @param {string} label @param {boolean} on @param {(on: boolean) => Call} call */
export const doSwitch = (where, label, on, call) =>
  h('button', {
    type: 'button',
    role: 'switch',
    class: 'switch',
    'aria-checked': String(on),
    'aria-label': label,
    onclick: () => act(where, call(!on)),
    ...previews(() => call(!on)),
  })

/**
 * A choice that acts when it changes.
 * @param {string} where @param {string} label @param {string} value @param {readonly (string | [string, string])[]} options
 * @param {(value: string) => Call} call
 */
export const doSelect = (where, label, value, options, call) =>
  h(
    'select',
    {
      class: 'field sm',
      'aria-label': label,
      value,
      onchange: (/** @type {any} */ event) => act(where, call(event.target.value)),
      ...previews(() => call(value)),
    },
    options.map((option) => {
      const [word, shown] = typeof option === 'string' ? [option, option] : option
      return h('option', { value: word, key: word }, shown)
    }),
  )

/** The sentence that says why something did not happen, where it did not happen. @param {string} where */
export const troubleIn = (where) =>
  state.trouble?.where === where
    ? h(
        'p',
        { class: 'trouble', role: 'alert' },
        h('span', null, state.trouble.sentence),
        h(
          'button',
          { type: 'button', class: 'plain', 'aria-label': 'Close this', onclick: () => update({ trouble: null }) },
          icon('close', 14),
        ),
      )
    : null

/** Copies a text, and says so on the button. An empty label needs a name. @param {string} label @param {string} text @param {string} [name] */
export const copyButton = (label, text, name) =>
  h(
    'button',
    {
      type: 'button',
      class: `btn sm ghost ${label === '' ? 'icon-only' : ''}`,
      ...(name ? { 'aria-label': name } : {}),
      onclick: async (/** @type {any} */ event) => {
        const button = event.currentTarget
        await copy(text)
        button.dataset.copied = 'yes'
        setTimeout(() => delete button.dataset.copied, 1_200)
      },
    },
    icon('copy', 14),
    label,
  )

/** @param {string} text */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).catch(() => copyBySelection(text))
  copyBySelection(text)
}

/** On plain http from another machine there is no clipboard interface. @param {string} text */
function copyBySelection(text) {
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}

/** A titled part of a pane that can be folded. @param {string} title @param {Kid} aside @param {boolean} open @param {...Kid} kids */
export const section = (title, aside, open, ...kids) =>
  h(
    'details',
    { class: 'part', key: title, made: (/** @type {any} */ element) => (element.open = open) },
    h('summary', null, h('h2', null, title), h('span', { class: 'quiet' }, aside)),
    h('div', { class: 'part-in' }, ...kids),
  )

/** Words, then a control beside them, or several below. @param {Kid} title @param {Kid} note @param {...Kid} controls */
export const row = (title, note, ...controls) =>
  h(
    'div',
    { class: controls.length > 1 ? 'row stacked' : 'row' },
    h('div', { class: 'row-words' }, h('span', null, title), note ? h('small', null, note) : null),
    ...controls,
  )
