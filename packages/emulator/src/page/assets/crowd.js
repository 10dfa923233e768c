// @ts-check
/** A population: how many, and what they do. Sliders go by cubes, so that a tenth of a percent can be set as well as ninety. */
import { act } from './calls.js'
import { doButton, previews, section, troubleIn } from './controls.js'
import { state, update } from './state.js'
import { h } from './view.js'
import { number, percent } from './words.js'

const STEPS = 200

/** @type {[string, string][]} */
const shares = [
  ['read', 'Read'],
  ['reply', 'Reply'],
  ['click', 'Click'],
  ['stop', 'Say stop'],
  ['report', 'Report'],
  ['block', 'Block'],
]
/** @type {[string, string][]} */
const arrivals = [
  ['ad', 'Come by ad'],
  ['call', 'Call'],
]
const SIZES = [100, 1_000, 10_000, 100_000, 1_000_000]
const COUNTRIES = ['GB', 'US', 'DE', 'BR', 'IN', 'ES', 'FR', 'IT', 'MX', 'ID', 'NG', 'ZA']

export function crowd() {
  const { crowd: one } = state.world
  if (one.customers === 0) return section('Crowd', 'nobody', false, gather(), troubleIn('crowd'))
  const { doings } = one
  return section(
    'Crowd',
    `${number(one.customers)} people, seed ${one.seed}`,
    true,
    shares.map(([name, label]) => slider(name, label, one.rates[name], percent(one.rates[name]))),
    arrivals.map(([name, label]) => slider(name, label, one.rates[name], perHour(one.rates[name] * one.customers))),
    h(
      'p',
      { class: 'quiet tally' },
      `So far ${number(doings.delivered)} reached: ${number(doings.read)} read, ${number(doings.replied)} replied, ${number(doings.clicked + doings.followedLink)} clicked, ${number(doings.stopped)} stopped, ${number(doings.reported)} reported, ${number(doings.blocked)} blocked; ${number(doings.cameByAd)} came by ad, ${number(doings.called)} called. ${number(one.planned)} deeds planned.`,
    ),
    h(
      'div',
      { class: 'buttons' },
      doButton('crowd', 'Send them away', { method: 'DELETE', path: '/crowd' }),
      h(
        'a',
        { class: 'btn sm ghost', href: '/_emulator/crowd/members?limit=10000', target: '_blank', rel: 'noreferrer' },
        'Their numbers',
      ),
    ),
    troubleIn('crowd'),
  )
}

/** @param {number} perDay */
function perHour(perDay) {
  const rate = perDay / 24
  return `${rate === 0 ? 0 : rate < 10 ? Number(rate.toPrecision(2)) : number(Math.round(rate))} / h`
}

/** @param {string} name @param {string} label @param {number} rate @param {string} shown */
function slider(name, label, rate, shown) {
  const at = Math.round(Math.cbrt(Math.min(1, rate)) * STEPS)
  const rateAt = (/** @type {number} */ step) => Number(((step / STEPS) ** 3).toPrecision(2))
  const call = (/** @type {number} */ step) => ({ method: 'PATCH', path: '/crowd', body: { rates: { [name]: rateAt(step) } } })
  return h(
    'label',
    { class: 'rate', key: name },
    h('span', null, label),
    h('input', {
      type: 'range',
      class: 'slider',
      min: 0,
      max: STEPS,
      value: at,
      style: { '--at': `${(at / STEPS) * 100}%` },
      'aria-valuetext': shown,
      onchange: (/** @type {any} */ event) => act('crowd', call(Number(event.target.value))),
      ...previews(() => call(at)),
    }),
    h('b', null, shown),
  )
}

function gather() {
  const { customers, country } = state.gather
  const call = () => ({
    method: 'POST',
    path: '/crowd',
    body: { customers: state.gather.customers, countries: [state.gather.country] },
  })
  const change = (/** @type {Record<string, unknown>} */ part) => update({ gather: { ...state.gather, ...part } })
  return h(
    'div',
    { class: 'buttons' },
    h(
      'select',
      {
        class: 'field sm',
        'aria-label': 'How many people',
        value: customers,
        onchange: (/** @type {any} */ event) => change({ customers: Number(event.target.value) }),
      },
      SIZES.map((size) => h('option', { value: size, key: String(size) }, `${number(size)} people`)),
    ),
    h(
      'select',
      {
        class: 'field sm',
        'aria-label': 'Where they live',
        value: country,
        onchange: (/** @type {any} */ event) => change({ country: event.target.value }),
      },
      COUNTRIES.map((one) => h('option', { value: one, key: one }, one)),
    ),
    doButton('crowd', 'Gather a crowd', call(), { class: 'primary' }),
  )
}
