// @ts-check
/** The middle pane: what was told, what was accepted, and the rules. */
import { read } from './calls.js'
import { copyButton, doButton, troubleIn } from './controls.js'
import { messages } from './messages.js'
import { rules } from './rules.js'
import { state, update } from './state.js'
import { h } from './view.js'
import { number, time, when } from './words.js'

const tabs = /** @type {const} */ ([
  ['webhooks', 'Webhooks'],
  ['messages', 'Messages'],
  ['rules', 'Rules'],
])

export function log() {
  const { log: shown } = state
  return h(
    'section',
    { class: 'log', 'aria-label': tabs.find(([name]) => name === shown)?.[1] },
    h(
      'header',
      { class: 'log-top' },
      h(
        'div',
        { class: 'seg', role: 'group', 'aria-label': 'What to look at' },
        tabs.map(([name, label]) =>
          h(
            'button',
            { type: 'button', 'aria-pressed': String(name === shown), onclick: () => update({ log: name, heldRows: null }) },
            label,
          ),
        ),
      ),
      h('span', { class: 'quiet grow right cut' }, aside(shown)),
    ),
    h('h2', { class: 'hidden-words' }, tabs.find(([name]) => name === shown)?.[1]),
    troubleIn('log'),
    shown === 'rules' ? rules() : shown === 'messages' ? messages() : webhooks(),
  )
}

/** @param {string} shown */
function aside(shown) {
  const { callback, stats, policy } = state.world
  if (shown === 'rules') return policy.id
  if (shown === 'messages')
    return `${number(stats.accepted)} accepted, ${number(stats.delivered)} delivered, ${number(sum(stats.failed))} failed`
  return callback ? `to ${callback.replace(/^https?:\/\//, '')}, ${number(stats.webhooks.pending)} behind` : 'no callback yet'
}
/** @param {Record<string, number>} counts */
const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0)

/** While the pointer or the focus rests on the rows nothing in them moves; what is new waits behind a pill. */
export const holding = {
  onmouseenter: () => update({ heldRows: state.log === 'messages' ? state.world.messages : state.world.webhooks }),
  onmouseleave: () => update({ heldRows: null }),
}

/** @param {any[]} fresh */
export function rowsOf(fresh) {
  const rows = state.heldRows ?? fresh
  const seen = new Set(rows.map((/** @type {any} */ row) => row.id))
  const waiting = fresh.findIndex((row) => seen.has(row.id))
  const count = waiting < 0 ? fresh.length : waiting
  // A row that is shown keeps its place but not its past: answers and statuses come in.
  const now = new Map(fresh.map((row) => [row.id, row]))
  return { rows: rows.map((/** @type {any} */ row) => now.get(row.id) ?? row), waiting: count }
}

/** @param {number} waiting @param {number} most */
export const pill = (waiting, most) =>
  waiting > 0
    ? h(
        'button',
        { type: 'button', class: 'pill', onclick: () => update({ heldRows: null }) },
        `${waiting >= most ? `${most}+` : waiting} new`,
      )
    : null

function webhooks() {
  const { webhooks: fresh, callback } = state.world
  if (fresh.length === 0)
    return h(
      'p',
      { class: 'empty' },
      callback
        ? 'Nothing was told yet. Write as a customer, or send a message.'
        : 'Nothing was told yet. Write as a customer; the log keeps what would be sent, and “Connect” says where to.',
    )
  const { rows, waiting } = rowsOf(fresh)
  return h(
    'div',
    { class: 'scroll', ...holding, key: 'webhooks' },
    pill(waiting, fresh.length),
    h('ul', { class: 'hooks' }, rows.map(hook)),
  )
}

/** @param {any} row */
function hook(row) {
  const open = state.opened[row.id]
  return h(
    'li',
    { key: row.id },
    h(
      'button',
      { type: 'button', class: 'hook', 'aria-expanded': String(open !== undefined), onclick: () => toggle(row.id) },
      h('span', { class: 'mono quiet' }, time(row.at)),
      h('span', { class: `chip ${row.tone}` }, row.kind),
      h('span', { class: 'cut' }, row.line, row.replayOf ? h('span', { class: 'quiet' }, ' (again)') : null),
      h('span', { class: `answer ${row.state}` }, answerOf(row)),
    ),
    open ? detail(open) : null,
  )
}

/** @param {any} row */
function answerOf(row) {
  if (row.state === 'no-callback') return 'kept'
  if (row.attempts === 0) return 'on its way'
  const what = row.status === null ? 'no answer' : `${row.status} in ${row.tookMs} ms`
  return row.attempts > 1 ? `${ordinal(row.attempts)} try, ${row.status ?? 'none'}` : what
}
/** @param {number} count */
const ordinal = (count) => `${count}${count === 2 ? 'nd' : count === 3 ? 'rd' : 'th'}`

/** @param {string} id */
async function toggle(id) {
  if (state.opened[id]) {
    const { [id]: _closed, ...rest } = state.opened
    return update({ opened: rest })
  }
  try {
    const detail = await read(`/webhooks/${id}`)
    update({ opened: { ...state.opened, [id]: detail } })
  } catch (error) {
    update({ trouble: { where: 'log', sentence: /** @type {Error} */ (error).message } })
  }
}

/** @param {any} open */
function detail(open) {
  const again = { method: 'POST', path: `/webhooks/${open.id}/replay` }
  return h(
    'div',
    { class: 'detail' },
    h('pre', { tabindex: 0, 'aria-label': 'Body' }, coloured(pretty(open.body))),
    open.attempts.length > 0
      ? h(
          'ul',
          { class: 'attempts' },
          open.attempts.map((/** @type {any} */ one, /** @type {number} */ index) =>
            h(
              'li',
              { key: String(index) },
              `${when(one.at)}: ${one.status ?? 'no answer'} in ${one.tookMs} ms${one.answer ? `, “${one.answer.slice(0, 120)}”` : ''}`,
            ),
          ),
        )
      : null,
    h(
      'div',
      { class: 'detail-deeds' },
      doButton('log', 'Send again', again, { icon: 'repeat' }),
      copyButton('Copy as curl', deliveryCurl(open)),
      h('span', { class: 'mono quiet cut grow right', title: open.signature }, open.signature),
    ),
  )
}

/** @param {any} open */
const deliveryCurl = ({ url, body, signature }) =>
  `curl -X POST '${url ?? 'http://localhost:3000/webhook'}' -H 'content-type: application/json' -H 'x-hub-signature-256: ${signature}' -d '${body.replaceAll("'", "'\\''")}'`

/** @param {string} body */
export function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

/** Names in the accent colour, codes of errors in red. @param {string} json */
export const coloured = (json) =>
  json.split(/("(?:[^"\\]|\\.)*"\s*:)/).map((piece, index, all) => {
    if (/^".*"\s*:$/s.test(piece)) return h('span', { class: 'k' }, piece)
    if (/"(code|errors)"/.test(all[index - 1] ?? '')) return h('span', { class: 'e' }, piece)
    return piece
  })
