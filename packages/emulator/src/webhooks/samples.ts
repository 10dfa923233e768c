import { unixSeconds, type WebhookField } from '@casement/platform'
import type { World } from '../world/world.ts'
import type { ChangeTarget } from './publish-change.ts'
import { accountSamples } from './samples/account.ts'
import { coexistenceSamples } from './samples/coexistence.ts'
import { type FieldSamples, SAMPLE_CUSTOMER, type SampleFacts } from './samples/facts.ts'
import { groupSamples } from './samples/groups.ts'
import { messageSamples } from './samples/messages.ts'
import { templateSamples } from './samples/templates.ts'

/** Valid values of a field, by name; all invented but for the ids of this world. */
export function samplesOf(world: World, field: WebhookField, target: ChangeTarget): FieldSamples {
  const facts = factsOf(world, target)
  const all: Record<WebhookField, FieldSamples> = {
    ...templateSamples(facts),
    ...accountSamples(facts),
    ...messageSamples(facts),
    ...groupSamples(facts),
    ...coexistenceSamples(facts),
  }
  return all[field]
}

/** The sample of this name, or the first of the field when none is asked for; null when there is none. */
export function sampleOf(
  world: World,
  field: WebhookField,
  variant: string | undefined,
  target: ChangeTarget,
): { variant: string; value: Record<string, unknown> } | null {
  const samples = samplesOf(world, field, target)
  const name = variant ?? Object.keys(samples)[0]
  const value = name === undefined || !Object.hasOwn(samples, name) ? undefined : samples[name]
  return name === undefined || value === undefined ? null : { variant: name, value }
}

function factsOf(world: World, { waba, number }: ChangeTarget): SampleFacts {
  const customer = world.customers.get(SAMPLE_CUSTOMER)
  const template = [...world.templates.values()].find((one) => one.wabaId === waba.id)
  return {
    at: Math.floor(world.now() / 1_000),
    timestamp: unixSeconds(world.now()),
    wabaId: waba.id,
    portfolioId: waba.portfolioId,
    appId: [...world.apps.keys()][0] ?? '0',
    numberId: number?.id ?? '0',
    display: number?.digits ?? '447700900123',
    userId: customer ? world.bsuidOf(waba.portfolioId, customer) : 'GB.7Qx41mA0kPzE',
    template: {
      message_template_id: Number(template?.id ?? 1689556908129832),
      message_template_name: template?.name ?? 'parcel_on_its_way',
      message_template_language: template?.language ?? 'en_GB',
    },
  }
}
