// @ts-check
/** What the platform accepted: to whom, how far it came, and what it costs. */
import { read } from './calls.js'
import { coloured, holding, pill, rowsOf } from './log.js'
import { state, update } from './state.js'
import { h } from './view.js'
import { phoneNumber, time, when } from './words.js'

export function messages() {
  const fresh = state.world.messages
  if (fresh.length === 0) return first()
  const { rows, waiting } = rowsOf(fresh)
  return h(
    'div',
    { class: 'scroll', ...holding, key: 'messages' },
    pill(waiting, fresh.length),
    h('ul', { class: 'hooks' }, rows.map(message)),
  )
}

/** The first send, as a command that works as it stands. */
function first() {
  const { about } = state.world
  const call = `curl ${about.graphUrl}/v25.0/${about.phoneNumberId}/messages \\\n  -H 'Authorization: Bearer ${about.accessToken}' -H 'Content-Type: application/json' \\\n  -d '{"messaging_product":"whatsapp","to":"${state.customer}","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}'`
  return h(
    'div',
    { class: 'empty' },
    h('p', null, 'Nothing was sent yet. This sends the first message:'),
    h('pre', { tabindex: 0, 'aria-label': 'A first send' }, call),
  )
}

/** @param {any} row */
function message(row) {
  const open = state.opened[row.id]
  return h(
    'li',
    { key: row.id },
    h(
      'button',
      { type: 'button', class: 'hook message', 'aria-expanded': String(open !== undefined), onclick: () => toggle(row.id) },
      h('span', { class: 'mono quiet' }, time(row.at)),
      h('span', { class: `chip ${toneOf(row.status)}` }, row.status),
      h(
        'span',
        { class: 'cut' },
        `${row.what} to ${row.name ?? phoneNumber(row.to)}`,
        row.code ? h('span', { class: 'bad-words' }, `, ${row.code}`) : null,
      ),
      h(
        'span',
        { class: 'answer' },
        Number(row.amount) === 0 ? h('span', { class: 'free' }, 'free') : `${row.amount} ${row.currency}`,
      ),
    ),
    open ? detail(open) : null,
  )
}

/** @param {string} status */
const toneOf = (status) => ({ failed: 'bad', read: 'accent', held: 'warn' })[status] ?? 'plain'

/** @param {string} id */
async function toggle(id) {
  if (state.opened[id]) {
    const { [id]: _closed, ...rest } = state.opened
    return update({ opened: rest })
  }
  const found = await read(`/messages/${encodeURIComponent(id)}`)
  update({ opened: { ...state.opened, [id]: found } })
}

/** @param {any} open */
const detail = (open) =>
  h(
    'div',
    { class: 'detail' },
    open.error ? h('p', { class: 'bad-words' }, `${open.error.code}: ${open.error.details}`) : null,
    h(
      'p',
      { class: 'steps' },
      open.timeline.map((/** @type {any} */ step) =>
        h('span', { key: step.status }, h('b', null, step.status), ` ${when(step.at)}`),
      ),
    ),
    h(
      'p',
      { class: 'quiet' },
      `${open.pricing.category}, ${open.pricing.billable ? `${open.price.amount} ${open.price.currency}` : 'free'} (${(open.pricing.type ?? open.pricing.pricing_model).replaceAll('_', ' ')}), market ${open.price.market}, judged by ${open.policy}`,
    ),
    h(
      'pre',
      { tabindex: 0, 'aria-label': 'Message' },
      coloured(
        JSON.stringify(
          { id: open.id, to: open.to, ...open.content, biz_opaque_callback_data: open.biz_opaque_callback_data ?? undefined },
          null,
          2,
        ),
      ),
    ),
  )
