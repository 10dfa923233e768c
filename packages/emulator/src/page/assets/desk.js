// @ts-check
/** The right pane: connecting, the crowd, faults, and what Meta would do. */
import { act } from './calls.js'
import { copyButton, doButton, doSelect, doSwitch, previews, row, section, troubleIn } from './controls.js'
import { crowd } from './crowd.js'
import { faults } from './faults.js'
import { groups } from './groups.js'
import { icon } from './icons.js'
import { state, update } from './state.js'
import { h } from './view.js'
import { number, when } from './words.js'

export function desk() {
  return h(
    'aside',
    { class: 'desk', 'aria-label': 'Crowd, faults and Meta' },
    connect(),
    crowd(),
    faults(),
    groups(),
    meta(),
    world(),
  )
}

function connect() {
  const { about, callback } = state.world
  /** @type {[string, string][]} */
  const facts = [
    ['Graph URL', about.graphUrl],
    ['Access token', about.accessToken],
    ['Phone number id', about.phoneNumberId],
    ['WABA id', about.wabaId],
    ['App secret', about.appSecret],
    ['Verify token', about.verifyToken],
  ]
  return section(
    'Connect',
    callback ? callback.replace(/^https?:\/\//, '') : 'no callback yet',
    !callback,
    h(
      'dl',
      { class: 'facts' },
      facts.map(([term, fact]) =>
        h(
          'div',
          { key: term },
          h('dt', null, term),
          h('dd', { class: 'mono cut', title: fact }, fact),
          h('dd', null, copyButton('', fact, `Copy the ${term}`)),
        ),
      ),
    ),
    h(
      'form',
      {
        class: 'line-form',
        onsubmit: (/** @type {any} */ event) => {
          event.preventDefault()
          act('connect', { method: 'POST', path: '/webhook', body: { url: String(new FormData(event.target).get('url')) } })
        },
      },
      h('input', {
        class: 'field sm grow',
        name: 'url',
        type: 'url',
        required: true,
        'aria-label': 'Where webhooks go',
        placeholder: 'http://localhost:3000/webhook',
        value: callback ?? '',
      }),
      h(
        'button',
        {
          type: 'submit',
          class: 'btn sm',
          ...previews(() => ({ method: 'POST', path: '/webhook', body: { url: 'http://localhost:3000/webhook' } })),
        },
        'Subscribe',
      ),
    ),
    troubleIn('connect'),
  )
}

const QUALITIES = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN']
const STATUSES = ['CONNECTED', 'PENDING', 'DISCONNECTED', 'FLAGGED', 'RESTRICTED', 'BANNED', 'MIGRATED']
const TIERS = ['TIER_250', 'TIER_2K', 'TIER_10K', 'TIER_100K', 'TIER_UNLIMITED']
const VIOLATIONS = ['SPAM', 'SCAM', 'ADULT', 'ALCOHOL', 'DRUGS', 'GAMBLING', 'UTILITY_TEMPLATE_ABUSE']
const TEMPLATE_STATUSES = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED', 'IN_APPEAL', 'LIMIT_EXCEEDED', 'ARCHIVED']

/** Ratings, limits and reviews, set at once. */
function meta() {
  const { numbers, portfolios, wabas, templates } = state.world
  const patch = (/** @type {string} */ path) => (/** @type {Record<string, unknown>} */ body) => ({ method: 'PATCH', path, body })
  return section(
    'What Meta would do',
    `${templates.length} templates`,
    true,
    troubleIn('meta'),
    numbers.map((/** @type {any} */ one) => {
      const set = patch(`/numbers/${one.id}`)
      return row(
        one.display,
        `${one.name}, ${one.quality.toLowerCase()} quality`,
        doSelect('meta', `Quality of ${one.display}`, one.quality, QUALITIES, (quality) => set({ quality })),
        doSelect('meta', `Status of ${one.display}`, one.status, [...new Set([one.status, ...STATUSES])], (status) =>
          set({ status }),
        ),
        doSelect(
          'meta',
          `Throughput of ${one.display}`,
          String(one.throughput),
          [...new Set([String(one.throughput), '20', '80', '1000'])].map((rate) => [rate, `${rate} / s`]),
          (rate) => set({ throughput: Number(rate) }),
        ),
        doButton('meta', one.official ? 'Not official' : 'Make official', set({ official: !one.official })),
        app(one),
      )
    }),
    portfolios.map((/** @type {any} */ one) => {
      const set = patch(`/portfolios/${one.id}`)
      return row(
        one.name,
        `${number(one.used)} of ${one.limit === null ? 'any number of' : number(one.limit)} people in 24 h, ${one.verified ? 'verified' : 'not verified'}`,
        doSelect('meta', `Limit of ${one.name}`, one.tier, TIERS, (tier) => set({ tier })),
        doButton('meta', one.verified ? 'Unverify' : 'Verify', set({ verified: !one.verified })),
      )
    }),
    wabas.map((/** @type {any} */ one) => [
      row(
        `${one.name} is locked`,
        'Sends are refused with 131031',
        doSwitch('meta', `${one.name} is locked`, one.locked, (locked) => patch(`/wabas/${one.id}`)({ locked })),
      ),
      row(
        `${one.name} has not paid`,
        'Billable messages fail with 131042',
        doSwitch('meta', `${one.name} has not paid`, one.unpaid, (unpaid) => patch(`/wabas/${one.id}`)({ unpaid })),
      ),
      row(
        `${one.name} broke a rule`,
        one.restrictions.length === 0
          ? 'Each time is the next step of the ladder'
          : one.restrictions.map(restrictionWords).join('; '),
        doSelect('meta', `What ${one.name} is guilty of`, 'none', [['none', 'Choose a rule'], ...VIOLATIONS], (violation) => ({
          method: 'POST',
          path: `/wabas/${one.id}/violations`,
          body: { violation: violation === 'none' ? 'SPAM' : violation },
        })),
        one.restrictions.length > 0
          ? doButton('meta', 'Forgive', { method: 'DELETE', path: `/wabas/${one.id}/restrictions` })
          : null,
      ),
    ]),
    templates.length > 12
      ? h('input', {
          class: 'field sm wide',
          type: 'search',
          placeholder: 'Find a template',
          'aria-label': 'Find a template',
          value: state.search,
          oninput: (/** @type {any} */ event) => update({ search: event.target.value }),
        })
      : null,
    templates
      .filter((/** @type {any} */ one) => one.name.includes(state.search))
      .slice(0, 30)
      .map((/** @type {any} */ one) => {
        const set = patch(`/templates/${one.id}`)
        const called = `${one.name} (${one.language})`
        return row(
          one.name,
          `${one.language}, ${one.category.toLowerCase()}`,
          doSelect('meta', `Status of ${called}`, one.status, [...new Set([one.status, ...TEMPLATE_STATUSES])], (status) =>
            set({ status }),
          ),
          doSelect('meta', `Quality of ${called}`, one.quality, QUALITIES, (quality) => set({ quality })),
        )
      }),
  )
}

/** @param {{ type: string, until: string | null }} restriction */
const restrictionWords = ({ type, until }) =>
  `${type.toLowerCase().replaceAll('_', ' ')}${until === null ? '' : ` until ${when(until)}`}`

/** Coexistence: the number is on its owner's phone as well. @param {any} one */
function app(one) {
  const path = `/numbers/${one.id}/business-app`
  if (!one.businessApp)
    return doButton(
      'meta',
      'Connect the Business app',
      { method: 'POST', path, body: {} },
      { title: 'Coexistence: its owner writes too' },
    )
  const message = { to: state.customer, text: { body: 'On my way!' } }
  return [
    doButton(
      'meta',
      'Owner writes',
      { method: 'POST', path: `${path}/messages`, body: message },
      {
        title: 'The owner writes to this customer in the Business app; it is echoed',
      },
    ),
    doButton('meta', 'Disconnect the app', { method: 'DELETE', path }),
  ]
}

/** What the world holds, and beginning again. */
function world() {
  const { counts, about, stats } = state.world
  const charged = Object.entries(stats.charged).map(([currency, amount]) => `${amount} ${currency}`)
  return section(
    'World',
    `seed ${about.seed}`,
    false,
    h(
      'p',
      { class: 'quiet tally' },
      `${number(counts.customers)} customers, ${number(counts.messages)} messages out, ${number(counts.inbound)} in, ${number(counts.webhooks)} webhooks kept. Charged: ${charged.join(', ') || 'nothing'}.`,
    ),
    h(
      'form',
      {
        class: 'line-form',
        onsubmit: (/** @type {any} */ event) => {
          event.preventDefault()
          act('world', { method: 'POST', path: '/reset', body: { seed: Number(new FormData(event.target).get('seed')) } })
        },
      },
      h('label', null, 'Seed', h('input', { class: 'field sm count', name: 'seed', type: 'number', value: about.seed })),
      h(
        'button',
        {
          type: 'submit',
          class: 'btn sm danger',
          ...previews(() => ({ method: 'POST', path: '/reset', body: { seed: about.seed } })),
        },
        icon('reset', 14),
        'Begin again',
      ),
    ),
    troubleIn('world'),
  )
}
