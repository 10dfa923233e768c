// @ts-check
/** The rules in force, which of them are on, and what is open between this number and this customer. */
import { act } from './calls.js'
import { doSelect, doSwitch, previews, row } from './controls.js'
import { ring, words } from './ring.js'
import { state } from './state.js'
import { h } from './view.js'
import { date, number, phoneNumber, when } from './words.js'

/** @type {Record<string, [string, string]>} */
const families = {
  window: ['Service window', 'Free-form messages only within 24 hours of the customer’s last one (131047)'],
  throughput: ['Throughput', 'So many messages a second and number (130429)'],
  pair: ['Pair rate', 'One message in six seconds to one person, with bursts (131056)'],
  reach: ['Messaging limit', 'So many unique people in 24 hours outside windows'],
  marketing: ['Marketing caps', 'So many marketing templates a person and day, none to the United States (131049)'],
}

/** @type {Record<string, [string, string]>} */
const others = {
  experimentShare: ['Experiment', 'Share of people, 0 to 1, to whom marketing fails with 130472'],
  marketingCap: ['Marketing cap', 'Templates one person takes in 24 hours'],
  pacingThreshold: ['Pacing', 'Sends of a new template before the next are held'],
  pacingMinutes: ['Pacing wait', 'Minutes for which they are held'],
  portfolioBatch: ['First batch', 'Template messages of a young portfolio before the rest of a burst waits; 0 paces nothing'],
  misuseSends: ['Misuse of utility', 'Sends of a utility template that promotes before it is noticed'],
  utilityCap: ['Utility cap', 'Utility messages in 24 hours of an account that misused the category'],
  qualityMinimum: ['Quality minimum', 'Deliveries below which nothing is rated'],
  upgradeMinutes: ['Upgrade wait', 'Minutes from an earned limit to its coming into force'],
  reviewMinutes: ['Template review', 'Minutes it takes'],
  qualityDowngrade: ['Quality lowers the limit', 'A red number for a week costs a level'],
  redNumberPausesTemplates: ['Red pauses templates', 'One reading of the documents'],
  groupsNeedEligibility: ['Groups for the eligible', 'Official accounts with a high limit only (131215)'],
  contactBook: ['Contact book', 'Keeps the numbers of people who take usernames'],
  fetchLinks: ['Links are fetched', 'Media sent by link is fetched first, and fails with 131053'],
  legacyLimitWebhook: ['Old limit webhook', 'As before February 2026'],
  bareFailures: ['Failures without contacts', 'As one page of the documentation has it'],
}

const settings = (/** @type {Record<string, unknown>} */ body) => ({ method: 'PATCH', path: '/settings', body })

export function rules() {
  const { world, thread } = state
  return h(
    'div',
    { class: 'scroll rules', key: 'rules' },
    thread ? between(thread) : null,
    h('h3', null, 'Policy'),
    row(
      `${world.policy.id}, since ${date(world.policy.from)}`,
      freeWords(),
      doSelect('log', 'Policy', world.settings.policy, [['auto', 'By the day'], 'CBP', 'PMP_V1', 'PMP_V2'], (policy) =>
        settings({ policy }),
      ),
    ),
    row(
      'A closed window answers',
      'Production accepts, then fails by webhook',
      doSelect(
        'log',
        'A closed window answers',
        world.settings.closedWindow,
        [
          ['async', 'by webhook'],
          ['sync', 'at once'],
        ],
        (closedWindow) => settings({ closedWindow }),
      ),
    ),
    h('h3', null, 'Enforced'),
    world.relaxable.map((/** @type {string} */ family) => {
      const [title, note] = families[family] ?? [family, '']
      const { relax } = world.settings
      return row(
        title,
        note,
        doSwitch('log', `${title} is enforced`, !relax.includes(family), (on) =>
          settings({ relax: on ? relax.filter((/** @type {string} */ one) => one !== family) : [...relax, family] }),
        ),
      )
    }),
    h('h3', null, 'Where Meta is silent'),
    Object.entries(others).flatMap(([name, [title, note]]) => (name in world.settings ? [dial(name, title, note)] : [])),
  )
}

function freeWords() {
  const { freeService, numbers } = state.world
  if (freeService === 'unlimited') return 'Free-form messages in the window are free'
  const used = numbers.find((/** @type {any} */ one) => one.id === state.number)?.freeUsed ?? 0
  return `${number(used)} of ${number(freeService.perNumberPerMonth)} free service messages used this month`
}

/** @param {any} thread */
function between(thread) {
  const { window, customer, business } = thread
  const facts = [
    [
      'Service window',
      window.csw.open
        ? `open until ${when(window.csw.until)}`
        : window.csw.until
          ? `closed since ${when(window.csw.until)}`
          : 'never opened',
    ],
    [
      'Free entry point',
      {
        none: 'none',
        candidate: `opens with an answer before ${when(window.fep.until ?? 0)}`,
        confirmed: `until ${when(window.fep.until ?? 0)}`,
      }[/** @type {'none' | 'candidate' | 'confirmed'} */ (window.fep.state)],
    ],
    ['Marketing', customer.stoppedMarketing ? 'stopped by the customer (131050)' : 'not refused'],
    ['Reachable', customer.onWhatsApp && customer.reachable ? 'yes' : 'no (131026)'],
    [
      'Blocked',
      customer.blocks ? 'by the customer: sent, never delivered' : thread.blockedByBusiness ? 'by the business (130403)' : 'no',
    ],
  ]
  return h(
    'div',
    { class: 'between' },
    ring(window, 64),
    h(
      'div',
      null,
      h('h3', null, `${business} and ${customer.name ?? phoneNumber(customer.id)}`),
      h('p', { class: 'quiet' }, words(window)),
      h(
        'dl',
        null,
        facts.map(([term, fact]) => h('div', { key: term }, h('dt', null, term), h('dd', null, fact))),
      ),
    ),
  )
}

/** @param {string} name @param {string} title @param {string} note */
function dial(name, title, note) {
  const value = state.world.settings[name]
  if (typeof value === 'boolean')
    return row(
      title,
      note,
      doSwitch('log', title, value, (on) => settings({ [name]: on })),
    )
  return row(
    title,
    note,
    h('input', {
      class: 'field sm count',
      type: 'number',
      min: 0,
      step: 'any',
      'aria-label': title,
      value,
      onchange: (/** @type {any} */ event) => act('log', settings({ [name]: Number(event.target.value) })),
      ...previews(() => settings({ [name]: value })),
    }),
  )
}
