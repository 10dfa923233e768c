import type { PhoneNumber, Template, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'

type Entity = { entity_type: string; id: string; can_send_message: string; errors?: Record<string, unknown>[] }

/** `health_status` of a node: each object that a send passes, and the worst of them. */
export function healthOf(
  world: World,
  about: { number?: PhoneNumber; waba?: Waba; template?: Template },
): Record<string, unknown> {
  const waba = about.waba ?? world.wabas.get(about.number?.wabaId ?? about.template?.wabaId ?? '')
  const entities: Entity[] = []
  if (about.template) {
    const fine = about.template.status === 'APPROVED'
    entities.push(
      entity('MESSAGE_TEMPLATE', about.template.id, fine, [
        141002,
        'The template is not approved.',
        'Edit it, or wait for its review.',
      ]),
    )
  }
  if (about.number) {
    entities.push(
      entity('PHONE_NUMBER', about.number.id, about.number.status === 'CONNECTED', [
        141000,
        'The number is not connected.',
        'Register it.',
      ]),
    )
  }
  if (waba) {
    const restricted = waba.restrictions.some(({ until }) => until === null || until > world.now())
    const fine = !waba.unpaid && !waba.locked && !restricted
    entities.push(
      entity('WABA', waba.id, fine, [
        141006,
        'There is an error with the payment method or a restriction.',
        'Check billing and account quality.',
      ]),
    )
    const portfolio = world.portfolios.get(waba.portfolioId)
    if (portfolio) {
      const one = entity('BUSINESS', portfolio.id, true, [0, '', ''])
      if (!portfolio.verified) {
        one.can_send_message = 'LIMITED'
        one.errors = [{ error_code: 141010, error_description: 'The business is not verified.', possible_solution: 'Verify it.' }]
      }
      entities.push(one)
    }
  }
  for (const app of world.apps.values()) entities.push(entity('APP', app.id, true, [0, '', '']))
  const worst = ['BLOCKED', 'LIMITED'].find((state) => entities.some((one) => one.can_send_message === state))
  return { can_send_message: worst ?? 'AVAILABLE', entities }
}

function entity(type: string, id: string, fine: boolean, [code, what, remedy]: [number, string, string]): Entity {
  return {
    entity_type: type,
    id,
    can_send_message: fine ? 'AVAILABLE' : 'BLOCKED',
    ...(fine ? {} : { errors: [{ error_code: code, error_description: what, possible_solution: remedy }] }),
  }
}
