// @ts-check
import { nowMs } from './state.js'
import { h } from './view.js'
import { span } from './words.js'

/**
 * The window ring: 24 hours inside, the free entry point's 72 outside, both emptying clockwise from twelve.
 * @param {any} window @param {number} size
 */
export function ring(window, size) {
  const inner = tone(window.csw)
  const left = window.csw.open ? Math.max(0.035, window.csw.left) : 0
  const fep = window.fep.state === 'none' ? 0 : Math.max(0.035, window.fep.left)
  return h(
    'svg',
    {
      class: `ring ${inner} ${window.fep.state}`,
      viewBox: '0 0 40 40',
      width: size,
      height: size,
      role: 'img',
      'aria-label': words(window),
    },
    h('circle', { class: 'ring-track', cx: 20, cy: 20, r: 15.4 }),
    left > 0 ? arc('ring-arc', 15.4, left) : null,
    fep > 0 ? arc('ring-fep', 19, fep) : null,
  )
}

/** @param {string} name @param {number} r @param {number} left */
const arc = (name, r, left) =>
  h('circle', {
    class: name,
    cx: 20,
    cy: 20,
    r,
    pathLength: 100,
    transform: 'rotate(-90 20 20)',
    'stroke-dasharray': `${left * 100} 200`,
    'stroke-dashoffset': left * 100 - 100,
  })

/** @param {any} csw */
function tone(csw) {
  if (!csw.open) return 'closed'
  const hours = (Date.parse(csw.until) - nowMs()) / 3_600_000
  return hours < 1 ? 'last' : hours < 4 ? 'closing' : 'open'
}

/** "Window closes in 3 h 23 min, free entry point 50 h left" @param {any} window */
export function words(window) {
  const { csw, fep } = window
  const left = (/** @type {string} */ until) => span(Date.parse(until) - nowMs())
  const first = csw.open ? `Window closes in ${left(csw.until)}` : 'Window closed, templates only'
  if (fep.state === 'confirmed') return `${first}; free entry point for ${left(fep.until)} more`
  if (fep.state === 'candidate') return `${first}; an answer within ${left(fep.until)} opens a free entry point`
  return first
}
