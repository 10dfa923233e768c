// @ts-check
/** What the page knows, and how it hears of changes. */

/** @typedef {{ where: string, sentence: string }} Trouble */

/** @type {Record<string, any>} */
export const state = {
  /** The world as `GET /_emulator/overview` told it, and when that was. */
  world: null,
  heardAt: 0,
  /** The open chat as `GET /_emulator/threads/…` told it. */
  thread: null,
  customer: null,
  number: null,
  away: false,
  pane: 'phone',
  log: 'webhooks',
  /** Opened rows of the log: id → what it holds. */
  opened: {},
  /** While the pointer rests on the log, its rows stay as they are. */
  heldRows: null,
  draft: '',
  quoted: null,
  sheet: null,
  moreDeeds: false,
  target: null,
  /** @type {Trouble | null} */
  trouble: null,
  /** @type {{ curl: string, status: number | null }[]} */
  done: [],
  preview: null,
  gather: { customers: 10_000, country: 'GB' },
  fault: { on: 'send', how: 'code', value: '131000', when: 'times', count: '1' },
  search: '',
}

/** @type {() => void} */
let redraw = () => {}
let waiting = false

/** @param {() => void} draw */
export function onChange(draw) {
  redraw = draw
}

/** Changes what the page knows and draws it, once for all changes of a moment. @param {Record<string, any>} [change] */
export function update(change = {}) {
  Object.assign(state, change)
  if (waiting) return
  waiting = true
  queueMicrotask(() => {
    waiting = false
    redraw()
  })
}

/** The world's time now, in milliseconds: what was told, and what has passed since at the clock's scale. */
export function nowMs() {
  if (!state.world) return Date.now()
  return Date.parse(state.world.now) + (performance.now() - state.heardAt) * state.world.scale
}
