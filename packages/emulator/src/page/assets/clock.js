// @ts-check
import { act, curlOf } from './calls.js'
import { doButton, previews, troubleIn } from './controls.js'
import { icon } from './icons.js'
import { nowMs, state, update } from './state.js'
import { h } from './view.js'
import { date, day, minute, span, time, when, zone } from './words.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const AHEAD_HOURS = 72
const SPEEDS = /** @type {const} */ ([
  [0, 'Stop', 'Time stands until it is moved'],
  [1, '1×', 'As fast as real time'],
  [60, '60×', 'A minute in a second'],
  [3600, '3600×', 'An hour in a second'],
])

/** The clock: what time it is, moves by hand, speeds, and a slider over what comes. */
export function clock() {
  const { world } = state
  const now = nowMs()
  const closing = world.coming.find((/** @type {any} */ one) => one.what === 'window')
  return h(
    'section',
    { class: 'time', 'aria-label': 'Clock' },
    h(
      'div',
      { class: 'time-top' },
      h(
        'p',
        { class: 'now' },
        h('b', null, time(now)),
        h('span', null, `${day(now)} ${zone()}, ${world.policy.id} since ${date(world.policy.from)}`),
      ),
      h(
        'div',
        { class: 'moves' },
        move('+1 h', HOUR),
        move('+23 h', 23 * HOUR),
        move('+1 day', 24 * HOUR),
        move('+1 week', 168 * HOUR),
        closing
          ? doButton(
              'clock',
              `To the next closing, ${when(closing.at)}`,
              { method: 'POST', path: '/clock', body: { set: closing.at } },
              { class: 'primary' },
            )
          : null,
      ),
      h(
        'div',
        { class: 'seg', role: 'group', 'aria-label': 'Speed' },
        SPEEDS.map(([scale, label, title]) =>
          h(
            'button',
            {
              type: 'button',
              title,
              'aria-pressed': String(world.scale === scale),
              onclick: () => act('clock', { method: 'POST', path: '/clock', body: { scale } }),
              ...previews(() => ({ method: 'POST', path: '/clock', body: { scale } })),
            },
            label,
          ),
        ),
      ),
    ),
    troubleIn('clock'),
    slider(now),
  )
}

/** @param {string} label @param {number} advanceMs */
const move = (label, advanceMs) => doButton('clock', label, { method: 'POST', path: '/clock', body: { advanceMs } })

/** @param {number} now */
function slider(now) {
  const minutes = state.target ?? 0
  const moveBy = (/** @type {number} */ ahead) => ({
    method: 'POST',
    path: '/clock',
    body: { set: new Date(now + ahead * MINUTE).toISOString() },
  })
  const call = moveBy(minutes)
  const at = call.body.set
  const go = async () => {
    if (state.target === null || state.target === 0) return
    update({ target: null })
    await act('clock', call)
  }
  return h(
    'div',
    { class: 'track' },
    h(
      'div',
      { class: 'marks', 'aria-hidden': 'true' },
      marks(now).map(({ left, lane, tone, label, at: due }) =>
        h(
          'span',
          { class: `mark ${lane} ${tone}`, style: { left: `${left}%` }, key: due + label },
          h('b', null, when(due)),
          label ? ` ${label}` : '',
        ),
      ),
    ),
    h('input', {
      type: 'range',
      class: 'slider',
      min: 0,
      max: AHEAD_HOURS * 60,
      step: 10,
      value: minutes,
      style: { '--at': `${(minutes / (AHEAD_HOURS * 60)) * 100}%` },
      'aria-label': `Time, up to ${AHEAD_HOURS} hours ahead`,
      'aria-valuetext': minutes === 0 ? `now, ${minute(now)}` : `${when(at)}, in ${span(minutes * MINUTE)}`,
      oninput: (/** @type {any} */ event) => {
        const target = Number(event.target.value)
        update({ target, preview: curlOf(moveBy(target)) })
      },
      onpointerup: go,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Enter') go()
        if (event.key === 'Escape') update({ target: null })
      },
      ...previews(() => call),
    }),
    minutes > 0
      ? h(
          'p',
          { class: 'target' },
          h('button', { type: 'button', class: 'btn sm primary', onclick: go }, icon('clock', 14), `Move to ${when(at)}`),
          h('button', { type: 'button', class: 'btn sm ghost', onclick: () => update({ target: null }) }, 'Stay'),
        )
      : null,
    h(
      'ol',
      { class: 'coming' },
      marks(now)
        .slice(0, 3)
        .map(({ at: due, label }) => h('li', { key: due + label }, h('b', null, when(due)), ` ${label || 'midnight'}`)),
    ),
  )
}

/**
 * What comes within the slider's reach, in two lanes so that labels do not lie on one another.
 * @param {number} now @returns {{ at: string, label: string, left: number, lane: string, tone: string }[]}
 */
function marks(now) {
  const ends = { up: -100, down: -100 }
  return state.world.coming.flatMap((/** @type {any} */ one) => {
    const ahead = Date.parse(one.at) - now
    const left = (ahead / (AHEAD_HOURS * HOUR)) * 100
    if (left < 0 || left > 96) return []
    const lane = left - ends.up >= 0 ? 'up' : left - ends.down >= 0 ? 'down' : null
    if (!lane) return []
    ends[lane] = left + 7 + one.label.length * 0.62
    return [{ at: one.at, label: one.label, left, lane, tone: toneOf(one.what, ahead) }]
  })
}

/** @param {string} what @param {number} ahead */
function toneOf(what, ahead) {
  if (what === 'window') return ahead < HOUR ? 'last' : ahead < 4 * HOUR ? 'closing' : 'open'
  return { 'entry-point': 'fep', template: 'closing', policy: 'accent', day: 'day' }[what] ?? 'day'
}
