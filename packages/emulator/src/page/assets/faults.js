// @ts-check
/** What goes wrong on purpose: the usual ones as switches, any other by a form, and how often each struck. */
import { act } from './calls.js'
import { doButton, doSwitch, previews, row, section, troubleIn } from './controls.js'
import { state, update } from './state.js'
import { h } from './view.js'

/** @type {{ title: string, note: string, body: Record<string, any> }[]} */
const usual = [
  {
    title: 'Lose the next answer',
    note: 'it is accepted, nobody hears',
    body: { on: 'send', fault: { dropResponse: true }, times: 1 },
  },
  {
    title: 'Next send is refused with 131000',
    note: 'something went wrong',
    body: { on: 'send', fault: { code: 131000 }, times: 1 },
  },
  { title: 'One send in five answers 503', note: 'chosen by the seed', body: { on: 'send', fault: { http: 503 }, percent: 20 } },
  {
    title: 'Every 10th webhook twice',
    note: 'the same bytes again',
    body: { on: 'webhook', fault: { duplicate: true }, every: 10 },
  },
  {
    title: '5 % of webhooks 30 s late',
    note: 'and so out of order',
    body: { on: 'webhook', fault: { delayMs: 30_000 }, percent: 5 },
  },
]

/** @type {Record<string, string>} */
const ways = {
  code: 'code',
  http: 'HTTP status',
  delayMs: 'ms late',
  timeout: 'never answers',
  dropRequest: 'request lost',
  dropResponse: 'answer lost',
  duplicate: 'twice',
  reorder: 'out of order',
}
const NUMBERED = ['code', 'http', 'delayMs']
/** @type {Record<string, string>} */
const rhythms = { times: 'times', every: 'each n-th', percent: 'percent', always: 'always' }

export function faults() {
  const { faults: on } = state.world
  const isOf = (/** @type {any} */ fault, /** @type {any} */ body) =>
    fault.on === body.on &&
    fault.times === (body.times ?? null) &&
    fault.every === (body.every ?? null) &&
    fault.percent === (body.percent ?? null) &&
    JSON.stringify(fault.fault) === JSON.stringify(body.fault)
  const others = on.filter((/** @type {any} */ fault) => !usual.some(({ body }) => isOf(fault, body)))
  return section(
    'Faults',
    on.length === 0 ? 'none' : `${on.length} on`,
    true,
    usual.map(({ title, note, body }) => {
      const found = on.find((/** @type {any} */ fault) => isOf(fault, body))
      return row(
        title,
        found ? struck(found) : note,
        doSwitch('faults', title, found !== undefined, (turnOn) =>
          turnOn ? { method: 'POST', path: '/faults', body } : { method: 'DELETE', path: `/faults/${found?.id}` },
        ),
      )
    }),
    others.map((/** @type {any} */ fault) =>
      row(
        wordsOf(fault),
        struck(fault),
        doSwitch('faults', wordsOf(fault), true, () => ({ method: 'DELETE', path: `/faults/${fault.id}` })),
      ),
    ),
    custom(),
    on.length > 1
      ? h('div', { class: 'buttons' }, doButton('faults', 'End all of them', { method: 'DELETE', path: '/faults' }))
      : null,
    troubleIn('faults'),
  )
}

/** @param {any} fault */
const struck = (fault) => `struck ${fault.hit} of ${fault.seen}`

/** @param {any} fault */
function wordsOf({ on, fault, times, every, percent }) {
  const how = Object.entries(fault).map(([name, value]) => (value === true ? ways[name] : `${ways[name] ?? name} ${value}`))
  const when =
    times !== null ? `, ${times} times` : every !== null ? `, each ${every}th` : percent !== null ? `, ${percent} %` : ''
  return `${on}: ${how.join(', ')}${when}`
}

function custom() {
  const { on, how, value, when, count } = state.fault
  const change = (/** @type {Record<string, string>} */ part) => update({ fault: { ...state.fault, ...part } })
  const call = () => ({
    method: 'POST',
    path: '/faults',
    body: {
      on,
      fault: { [how]: NUMBERED.includes(how) ? Number(value) : true },
      ...(when === 'always' ? {} : { [when]: Number(count) }),
    },
  })
  const pick = (
    /** @type {string} */ name,
    /** @type {string} */ label,
    /** @type {string} */ chosen,
    /** @type {Record<string, string>} */ options,
  ) =>
    h(
      'select',
      {
        class: 'field sm',
        'aria-label': label,
        value: chosen,
        onchange: (/** @type {any} */ event) => change({ [name]: event.target.value }),
      },
      Object.entries(options).map(([word, shown]) => h('option', { value: word, key: word }, shown)),
    )
  const count_ = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ shown) =>
    h('input', {
      class: 'field sm count',
      type: 'number',
      'aria-label': label,
      value: shown,
      oninput: (/** @type {any} */ event) => change({ [name]: event.target.value }),
    })
  return h(
    'form',
    {
      class: 'buttons',
      'aria-label': 'Another fault',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault()
        act('faults', call())
      },
    },
    pick('on', 'What fails', on, { send: 'send', webhook: 'webhook', media: 'media', template: 'template' }),
    pick('how', 'How it fails', how, ways),
    NUMBERED.includes(how) ? count_('value', 'Which code, status or delay', value) : null,
    pick('when', 'How often', when, rhythms),
    when === 'always' ? null : count_('count', 'How many', count),
    h('button', { type: 'submit', class: 'btn sm', ...previews(call) }, 'Add fault'),
  )
}
