// @ts-check
/** The page of the emulator: one frame with the clock, the customer's phone, the log and the desk. */
import { act, listen } from './calls.js'
import { clock } from './clock.js'
import { copyButton, previews, troubleIn } from './controls.js'
import { desk } from './desk.js'
import { icon } from './icons.js'
import { log } from './log.js'
import { phone } from './phone.js'
import { onChange, state, update } from './state.js'
import { draw, h } from './view.js'

const panes = /** @type {const} */ ([
  ['phone', 'Phone', 'smartphone'],
  ['log', 'Log', 'scroll'],
  ['desk', 'Desk', 'sliders'],
])

function page() {
  if (!state.world)
    return h(
      'p',
      { class: 'loading', role: 'status' },
      state.away ? 'The emulator does not answer; start it, and this page goes on by itself.' : 'Reading the world…',
    )
  return h(
    'div',
    { class: 'frame', 'data-pane': state.pane },
    head(),
    state.away
      ? h(
          'p',
          { class: 'away', role: 'status' },
          'The emulator does not answer. What you see is how it last was; the page goes on by itself once it is back.',
        )
      : null,
    h('main', { class: 'body' }, clock(), h('div', { class: 'trio' }, phone(), log(), desk())),
    strip(),
    h(
      'nav',
      { class: 'tabs', 'aria-label': 'Panes' },
      panes.map(([name, label, mark]) =>
        h(
          'button',
          { type: 'button', 'aria-current': state.pane === name ? 'page' : null, onclick: () => update({ pane: name }) },
          icon(mark, 20),
          label,
        ),
      ),
    ),
  )
}

function head() {
  const { about } = state.world
  return h(
    'header',
    { class: 'head' },
    h('h1', null, 'Emulator'),
    h('span', { class: 'chip warn' }, icon('flask', 12), h('span', null, 'Nothing here reaches Meta')),
    h('span', { class: 'quiet mono grow right cut address' }, about.graphUrl),
    h(
      'a',
      {
        class: 'btn',
        href: '/_emulator/snapshot',
        download: 'casement-world.json',
        'aria-label': 'Save the world',
        ...previews(() => ({ method: 'GET', path: '/snapshot' })),
      },
      icon('camera', 14),
      h('span', { class: 'wide-only' }, 'Save the world'),
    ),
    h(
      'label',
      { class: 'btn' },
      icon('upload', 14),
      h('span', { class: 'wide-only' }, 'Load'),
      h('input', {
        type: 'file',
        accept: '.json,application/json',
        class: 'hidden-file',
        'aria-label': 'Load a world',
        onchange: load,
      }),
    ),
    h(
      'button',
      { type: 'button', class: 'btn icon-only', 'aria-label': 'Switch between light and dark', onclick: switchTheme },
      icon('sunmoon', 16),
    ),
    troubleIn('head'),
  )
}

/** @param {any} event */
async function load(event) {
  const [file] = event.target.files
  if (!file) return
  try {
    const snapshot = JSON.parse(await file.text())
    await act('head', { method: 'PUT', path: '/snapshot', body: snapshot })
    update({
      done: state.done.map((/** @type {any} */ one, /** @type {number} */ index) =>
        index === 0 ? { ...one, curl: `curl -X PUT ${location.origin}/_emulator/snapshot -d @${file.name}` } : one,
      ),
    })
  } catch {
    update({ trouble: { where: 'head', sentence: `${file.name} is no JSON; choose a file that “Save the world” made.` } })
  }
  event.target.value = ''
}

function switchTheme() {
  const root = document.documentElement
  root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark'
  try {
    localStorage.setItem('theme', root.dataset.theme)
  } catch {
    // A browser that keeps nothing shows the choice until the page is closed.
  }
}

/** The command for what is pointed at, or for what was done last. */
function strip() {
  const [last, ...before] = state.done
  const shown = state.preview ?? last?.curl ?? `curl ${location.origin}/_emulator`
  return h(
    'footer',
    { class: 'strip', 'aria-label': 'As a command' },
    icon('terminal', 14),
    h('code', { class: 'cut grow', title: shown }, shown),
    state.preview === null && last?.status
      ? h('span', { class: `quiet ${last.status < 400 ? '' : 'bad-words'}` }, String(last.status))
      : null,
    copyButton('Copy', shown),
    before.length > 0
      ? h(
          'details',
          { class: 'before' },
          h('summary', null, `${before.length} before`),
          h(
            'ol',
            null,
            before.map((/** @type {any} */ one, /** @type {number} */ index) =>
              h('li', { key: String(index) }, h('code', null, one.curl)),
            ),
          ),
        )
      : null,
  )
}

const root = /** @type {HTMLElement} */ (document.getElementById('page'))
onChange(() => draw(root, [page()]))
update()
listen()
// Time goes by: the clock, the rings and what comes.
setInterval(() => {
  if (state.world && state.world.scale > 0 && !document.hidden) update()
}, 1_000)
