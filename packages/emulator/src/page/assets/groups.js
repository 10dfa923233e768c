// @ts-check
/** Groups that the business made: who is in them, coming and going as the open customer, and writing there. */
import { doButton, doSwitch, row, section, troubleIn } from './controls.js'
import { state } from './state.js'
import { h } from './view.js'

export function groups() {
  const { groups: all } = state.world
  return section(
    'Groups',
    all.length === 0 ? 'none' : `${all.length}`,
    all.length > 0,
    troubleIn('groups'),
    all.length === 0
      ? h('p', { class: 'quiet' }, 'The business makes them with POST /{phone-number-id}/groups; people come by their link.')
      : null,
    all.map((/** @type {any} */ one) => [
      row(
        one.subject,
        one.participants.length === 0 ? 'nobody in it' : one.participants.map((/** @type {any} */ who) => who.name).join(', '),
        ...ways(one),
      ),
      row(
        `${one.subject} is suspended`,
        'Nobody writes there (131207)',
        doSwitch('groups', `${one.subject} is suspended`, one.suspended, (suspended) => ({
          method: 'PATCH',
          path: `/groups/${one.id}`,
          body: { suspended },
        })),
      ),
    ]),
  )
}

/** What the open customer can do about a group. @param {any} group */
function ways(group) {
  const path = `/customers/${state.customer}`
  const go = (/** @type {string} */ action) => ({ method: 'POST', path: `${path}/groups`, body: { group: group.id, action } })
  const isIn = group.participants.some((/** @type {any} */ who) => who.id === state.customer)
  if (isIn)
    return [
      doButton('groups', 'Write there', {
        method: 'POST',
        path: `${path}/messages`,
        body: { group: group.id, text: { body: state.draft || 'Hello, everybody!' } },
      }),
      doButton('groups', 'Leave', go('leave')),
    ]
  if (group.asking.includes(state.customer)) return [doButton('groups', 'Ask no longer', go('cancel'))]
  return [doButton('groups', 'Join', go('join'))]
}
