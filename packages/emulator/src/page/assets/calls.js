// @ts-check
/** Calls to the emulator. What a person does is remembered as the `curl` that does the same. */
import { state, update } from './state.js'

const KEPT = 30

/** The world anew, and the open chat. Never more than one at a time; a big world is asked less often. */
let reading = false
let again = false

export async function refresh() {
  if (reading) {
    again = true
    return
  }
  reading = true
  const began = performance.now()
  try {
    const world = await read('/overview')
    const number =
      state.number && world.numbers.some((/** @type {any} */ one) => one.id === state.number)
        ? state.number
        : world.numbers[0]?.id
    const isNew = state.world?.about.worldId !== world.about.worldId
    const customer =
      (isNew ? null : state.customer) ?? world.about.testRecipient?.replace(/\D/g, '') ?? world.people[0]?.id ?? '447700900456'
    const thread = number ? await read(`/threads/${number}/${customer}`) : null
    update({
      world,
      heardAt: performance.now(),
      number,
      customer,
      thread,
      away: false,
      ...(isNew ? { opened: {}, heldRows: null } : {}),
    })
  } catch {
    update({ away: true })
  }
  const pause = Math.max(150, (performance.now() - began) * 3)
  setTimeout(() => {
    reading = false
    if (!again) return
    again = false
    refresh()
  }, pause)
}

/** @param {string} path */
export async function read(path) {
  const answer = await fetch(`/_emulator${path}`)
  const body = await answer.json()
  if (!answer.ok) throw new Error(body.error?.message ?? `The emulator answered ${answer.status}.`)
  return body
}

/** Listens for changes; when the emulator is gone, waits for its return. */
export function listen() {
  const stream = new EventSource('/_emulator/stream')
  stream.addEventListener('changed', () => refresh())
  stream.onerror = () => update({ away: true })
  stream.onopen = () => refresh()
}

/** @typedef {{ method: string, path: string, body?: unknown }} Call */

/** The command that does the same. @param {Call} call */
export function curlOf({ method, path, body }) {
  const url = `${location.origin}/_emulator${path}`
  const flag = method === 'POST' && body !== undefined ? '' : method === 'GET' ? '' : ` -X ${method}`
  return `curl${flag} ${quoted(url)}${body === undefined ? '' : ` -d ${quoted(JSON.stringify(body))}`}`
}

/** @param {string} text */
const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/**
 * Does what a person asked for. Refusals become a sentence where they asked. Resolves to the answer, or null when it was refused.
 * @param {string} where @param {Call} call
 */
export async function act(where, call) {
  const entry = { curl: curlOf(call), status: /** @type {number | null} */ (null) }
  update({ done: [entry, ...state.done].slice(0, KEPT), preview: null, trouble: null })
  try {
    const answer = await fetch(`/_emulator${call.path}`, {
      method: call.method,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body), headers: { 'content-type': 'application/json' } }),
    })
    entry.status = answer.status
    const body = await answer.json()
    if (!answer.ok) update({ trouble: { where, sentence: body.error?.message ?? `The emulator answered ${answer.status}.` } })
    else update()
    await refresh()
    return answer.ok ? body : null
  } catch {
    update({ trouble: { where, sentence: 'The emulator did not answer; see whether it still runs.' } })
    return null
  }
}
