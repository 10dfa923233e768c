import { HOUR, MINUTE } from '@casement/platform'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { measureWork } from './measure-work.ts'

let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub()
})
afterAll(() => hub.stop())

const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
const send = (to: string, more: Record<string, unknown> = {}) =>
  hub.api('POST', '/v1/messages', { from: hub.world.phoneNumberId, to, message: template, ...more })

test('the figures tell what waits, who sends, what posts came to, and how far the journal is', async () => {
  await hub.control('POST', '/faults', { on: 'send', fault: { code: 131026 }, times: 1 })
  await send('+447700900601')
  await hub.advance(MINUTE)
  await send('+447700900602')
  await hub.advance(MINUTE)
  await send('+447700900603', { sendAt: new Date(Date.parse(hub.world.now) + 3 * HOUR).toISOString() })

  const text = (await hub.api('GET', '/metrics')).body as string
  const { phoneNumberId } = hub.world
  const figure = (name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
        ?.split(' ')
        .at(-1),
    )
  expect(text).toMatch(new RegExp(`casement_sends_waiting\\{number="${phoneNumberId}",priority="\\d",state="queued"\\} 1`))
  expect(text).toContain(`casement_lease_held{number="${phoneNumberId}"} 1`)
  expect(text).toContain('casement_send_outcomes_total{outcome="accepted",code=""} 1')
  expect(text).toContain('casement_send_outcomes_total{outcome="failed",code="131026"} 1')
  expect(figure('casement_journal_waiting')).toBe(0)
  expect(figure('casement_journal_lag_seconds')).toBe(0)
  expect(figure('casement_dead_letters')).toBe(0)
  expect(figure('casement_events')).toBeGreaterThan(5)
})

test('a webhook that nobody applies is seen as lag', async () => {
  await hub.close()
  await hub.database.pool.query(
    `insert into journal (received_at, platform_at, app_id, body) values (now() - interval '90 seconds', now(), 'environment', '{}')`,
  )
  const registry = new Registry()
  measureWork(registry, hub.database.pool)
  const lag = await registry.getSingleMetric('casement_journal_lag_seconds')?.get()
  expect(lag?.values[0]?.value).toBeGreaterThan(89)
})
