import { HOUR } from '@casement/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { readConfig } from './config.ts'

const wrong: { label: string; value: string; sentence: RegExp }[] = [
  { label: 'no JSON', value: 'csw.hours=12', sentence: /It is no JSON\. Give JSON such as/ },
  { label: 'no object', value: '[1]', sentence: /It is no JSON object\./ },
  {
    label: 'an id that feeds no policy',
    value: '{"csw.hour": 12}',
    sentence: /No policy reads "csw\.hour"\. The names are: .*csw\.hours/,
  },
  {
    label: 'another kind of value',
    value: '{"csw.hours": "long"}',
    sentence: /"csw\.hours" needs a value like 24, not "long"\./,
  },
]
describe('a wrong CASEMENT_POLICY stops the start', () => {
  test.each(wrong)('$label', ({ value, sentence }) => {
    const reading = readConfig({ CASEMENT_POLICY: value })
    expect(reading.ok || reading.problems).toEqual([expect.stringMatching(sentence)])
  })
})

describe('a window of 12 hours', () => {
  let hub: ConnectedHub
  beforeAll(async () => {
    hub = await connectHub({ env: { CASEMENT_POLICY: '{"csw.hours": 12}' } })
  })
  afterAll(() => hub.stop())
  const reply = async () =>
    (
      await hub.api('POST', '/v1/messages/check', {
        from: hub.world.phoneNumberId,
        to: hub.world.testRecipient,
        message: { type: 'text', text: { body: 'Hello' } },
      })
    ).body.decision

  test('is open for 12 hours and not for 24', async () => {
    await hub.write('Is my order there?')
    const { window } = await reply()
    expect(Date.parse(window.csw.until) - Date.parse(hub.world.now)).toBe(12 * HOUR)
    await hub.advance(11 * HOUR)
    expect((await reply()).kind).toBe('send')
    await hub.advance(HOUR)
    expect((await reply()).kind).toBe('refuse')
  })

  test('holds for the prices that a thread shows as it does for the gate', async () => {
    await hub.write('And now?')
    const [thread] = (await hub.api('GET', '/v1/threads')).body.data
    const freeForm = async () => {
      const { body } = await hub.api('GET', `/v1/threads/${thread.id}/prices`)
      return body.data.find(({ what }: { what: string }) => what === 'free-form')
    }
    await hub.advance(11 * HOUR)
    expect(await freeForm()).toMatchObject({ now: { allowed: true }, afterCsw: { allowed: false, rule: 'window.closed' } })
    await hub.advance(HOUR)
    expect(await freeForm()).toMatchObject({ now: { allowed: false, rule: 'window.closed' } })
    expect((await reply()).kind).toBe('refuse')
  })
})
