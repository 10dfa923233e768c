import { DAY, HOUR, MINUTE } from '@casement/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectedHub, connectHub, KEY } from '../testing/connected-hub.ts'

let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub()
})
afterAll(() => hub?.stop())

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64')
const body = (text: string, ...samples: string[]) => ({
  type: 'BODY',
  text,
  ...(samples.length ? { example: { body_text: [samples] } } : {}),
})
const plain = (n: string) => [body(`Your chair number ${n} is ready to be collected at our shop in Leeds.`)]
const newDraft = (content: object) =>
  hub.api('POST', '/v1/templates/drafts', { language: 'en_GB', category: 'UTILITY', ...content })
const submit = (draftId: string) => hub.api('POST', `/v1/templates/drafts/${draftId}/submit`)
const detail = async (id: string) => (await hub.api('GET', `/v1/templates/${id}`)).body
const reviewer = async (id: string, verdict: object) => {
  await hub.control('PATCH', `/templates/${id}`, verdict)
  await hub.settle()
}
/** Submits a draft that nothing is wrong with, and has it approved. */
async function approved(name: string, more: object = {}): Promise<string> {
  const draft = await newDraft({ name, components: plain(name), ...more })
  const { id } = (await submit(draft.body.id)).body
  await reviewer(id, { status: 'APPROVED' })
  return id
}
async function uploadSample(
  name: string,
  bytes: Buffer,
): Promise<{ status: number; body: { id: string; handle: string; url: string } }> {
  const answer = await fetch(`${hub.url}/v1/templates/samples?name=${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  })
  return { status: answer.status, body: (await answer.json()) as { id: string; handle: string; url: string } }
}

describe('from the first word to the customer’s phone', () => {
  let id = ''

  test('a draft with every kind of part is saved, and lint says what stands in the way', async () => {
    const sample = await uploadSample('chair.png', PNG)
    const { body: draft } = await newDraft({
      name: 'chair_ready',
      category: 'MARKETING',
      components: [
        { type: 'HEADER', format: 'IMAGE', example: { header_handle: [sample.body.handle] } },
        body('Hello {{1}}, your chair {{2}} is ready to be collected at our shop.', 'Maja'),
        { type: 'FOOTER', text: 'Reply STOP to unsubscribe' },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'QUICK_REPLY', text: 'I will come' },
            { type: 'URL', text: 'Find us', url: 'https://nordlys.example/{{1}}', example: ['https://nordlys.example/leeds'] },
            { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+447700900123' },
            { type: 'COPY_CODE', example: 'CHAIR10' },
          ],
        },
      ],
    })
    const { status, body: refusal } = await submit(draft.id)
    expect(status).toBe(422)
    expect(refusal.findings).toMatchObject([{ rule: 'template.variable.sample', severity: 'error', actual: '2' }, {}])

    const fixed = draft.components.with(
      1,
      body('Hello {{1}}, your chair {{2}} is ready to be collected at our shop.', 'Maja', 'Fjord'),
    )
    const saved = await hub.api('PUT', `/v1/templates/drafts/${draft.id}`, {
      ...contentOf(draft),
      components: fixed,
      revision: draft.revision,
    })
    expect(saved.body.revision).toBe(draft.revision + 1)

    const submitted = await submit(draft.id)
    expect(submitted).toMatchObject({ status: 200, body: { name: 'chair_ready', status: 'PENDING', category: 'MARKETING' } })
    id = submitted.body.id
    expect((await hub.api('GET', `/v1/templates/drafts/${draft.id}`)).status).toBe(404)
    // The platform got the file itself, and lists an address of its own for it.
    expect((await detail(id)).components[0].example.header_handle[0]).toMatch(/^https:/)
  })

  test('the reviewer rejects it with a reason; the fix begins with what was submitted', async () => {
    await reviewer(id, { status: 'REJECTED', reason: 'INVALID_FORMAT' })
    expect(await detail(id)).toMatchObject({ status: 'REJECTED', reason: 'INVALID_FORMAT', edit: { allowed: true, left: null } })
    const edit = await hub.api('POST', '/v1/templates/drafts', { edits: id })
    expect(edit.body.components[0].example.header_handle[0]).toMatch(/^sample:/)
    expect((await hub.api('POST', '/v1/templates/drafts', { edits: id })).body.id).toBe(edit.body.id)

    const better = edit.body.components.with(2, { type: 'FOOTER', text: 'Nordlys Home. Reply STOP to unsubscribe' })
    await hub.api('PUT', `/v1/templates/drafts/${edit.body.id}`, {
      ...contentOf(edit.body),
      components: better,
      revision: edit.body.revision,
    })
    expect((await submit(edit.body.id)).body).toMatchObject({ id, status: 'PENDING' })
  })

  test('it is approved; its life and versions stand in order', async () => {
    await reviewer(id, { status: 'APPROVED' })
    const found = await detail(id)
    expect(found.history.map((standing: { status: string }) => standing.status)).toEqual([
      'PENDING',
      'REJECTED',
      'PENDING',
      'APPROVED',
    ])
    expect(
      found.versions.map((version: { version: number; components: { text?: string }[] }) => [
        version.version,
        version.components[2]?.text,
      ]),
    ).toEqual([
      [2, 'Nordlys Home. Reply STOP to unsubscribe'],
      [1, 'Reply STOP to unsubscribe'],
    ])
    expect(found.edit).toMatchObject({ allowed: true, left: 10 })
  })

  test('it is sent with its samples through the gate, the picture by media id; the tap of its button counts', async () => {
    const { phoneNumberId: from, testRecipient: to } = hub.world
    const { message } = (await hub.api('POST', `/v1/templates/${id}/sample-message`, { from })).body
    expect(message.template.components[0].parameters[0].image.id).toMatch(/^\d+$/)
    const sent = await hub.api('POST', '/v1/messages', { from, to, message })
    expect(sent.status).toBe(202)
    await hub.advance(2 * MINUTE)
    const { wamid, status } = (await hub.api('GET', `/v1/messages/${sent.body.message.id}`)).body
    expect(['delivered', 'read']).toContain(status)
    await hub.write('', {
      type: 'button',
      button: { text: 'I will come', payload: 'I will come' },
      context: { id: wamid, from: 'x' },
      text: undefined,
    })
    const { data } = (await hub.api('GET', '/v1/templates/results')).body
    expect(data.find((result: { name: string }) => result.name === 'chair_ready')).toMatchObject({
      sent: 1,
      delivered: 1,
      taps: 1,
      cost: expect.stringMatching(/^0\.\d+/),
      currency: 'USD',
    })
    expect((await hub.api('GET', `/v1/templates/${id}/answers`)).body).toMatchObject({
      replies: 1,
      buttons: [{ text: 'I will come', taps: 1 }],
      links: { state: 'off' },
    })
  })
})

describe('what time and the platform allow is said before anybody tries', () => {
  test('an approved template is edited once in 24 hours: the second edit waits, its draft is kept', async () => {
    const id = await approved('edit_me')
    const edit = async (text: string) => {
      const draft = (await hub.api('POST', '/v1/templates/drafts', { edits: id })).body
      await hub.api('PUT', `/v1/templates/drafts/${draft.id}`, {
        ...contentOf(draft),
        components: plain(text),
        revision: draft.revision,
      })
      return { draft, answer: await submit(draft.id) }
    }
    expect((await edit('one more')).answer.status).toBe(200)
    expect((await detail(id)).edit).toMatchObject({ allowed: false, because: expect.stringContaining('in review') })
    await reviewer(id, { status: 'APPROVED' })
    const second = await edit('and two more')
    expect(second.answer).toMatchObject({
      status: 422,
      body: { rule: 'templates.edits', because: expect.stringContaining('once in 24 hours') },
    })
    expect((await hub.api('GET', `/v1/templates/drafts/${second.draft.id}`)).body.components).toEqual(plain('and two more'))
    await hub.advance(DAY)
    expect((await submit(second.draft.id)).status).toBe(200)
  })

  test('a deleted name is locked, says until when, and can be used again the day after', async () => {
    const id = await approved('short_lived')
    const deleted = await hub.api('DELETE', `/v1/templates/${id}`)
    expect(deleted.body).toMatchObject({ deleted: 1, nameLockedUntil: expect.stringMatching(/^2026-12-2/) })
    const draft = await newDraft({ name: 'short_lived', components: plain('short lived again') })
    expect((await submit(draft.body.id)).body).toMatchObject({
      rule: 'templates.name-lock-days',
      because: expect.stringContaining('2026-12-2'),
    })
    await hub.advance(30 * DAY)
    const again = await submit(draft.body.id)
    expect(again.status).toBe(200)
    expect((await hub.api('GET', '/v1/templates?name=short_lived')).body.data).toMatchObject([{ id: again.body.id }])
  })

  test('what reads like marketing is approved as marketing, and the change is part of its life', async () => {
    const draft = await newDraft({
      name: 'sly_notice',
      components: [body('Your chair is ready at our shop. All lamps are in our winter sale with a discount.')],
    })
    const { id } = (await submit(draft.body.id)).body
    await hub.advance(HOUR)
    expect(await detail(id)).toMatchObject({ status: 'APPROVED', category: 'MARKETING' })
    const prices = (await hub.api('GET', `/v1/templates/category-prices?waba=${draft.body.wabaId}&name=sly_notice`)).body
    expect(prices).toMatchObject({ currency: 'USD', market: 'United Kingdom', monthly: null })
    expect(Number(prices.each.marketing)).toBeGreaterThan(Number(prices.each.utility))
  })

  test('Meta’s refusal stays with the draft in plain words', async () => {
    await hub.control('POST', '/faults', { on: 'template', fault: { code: 80007 }, times: 1 })
    const draft = await newDraft({ name: 'unlucky', components: plain('unlucky') })
    const { status, body: refusal } = await submit(draft.body.id)
    expect(status).toBe(422)
    expect(refusal).toMatchObject({ rule: 'meta.80007', because: expect.any(String), remedy: expect.any(String) })
    expect((await hub.api('GET', `/v1/templates/drafts/${draft.body.id}`)).body.refusal).toMatchObject({ code: 80007 })
    expect((await submit(draft.body.id)).status).toBe(200)
  })

  test('an answer that was lost is looked up: nothing is made twice', async () => {
    await hub.control('POST', '/faults', { on: 'template', fault: { dropResponse: true }, times: 1 })
    const draft = await newDraft({ name: 'lost_answer', components: plain('lost answer') })
    expect(await submit(draft.body.id)).toMatchObject({ status: 200, body: { name: 'lost_answer', status: 'PENDING' } })
  })
})

describe('drafts', () => {
  test('a sync leaves them alone, and brings what changed at the platform', async () => {
    const id = await approved('synced')
    const edit = (await hub.api('POST', '/v1/templates/drafts', { edits: id })).body
    await hub.api('PUT', `/v1/templates/drafts/${edit.id}`, {
      ...contentOf(edit),
      components: plain('mine'),
      revision: edit.revision,
    })
    const fresh = (await newDraft({ name: 'not_yet', components: plain('not yet') })).body
    expect((await hub.api('POST', '/v1/templates/sync')).status).toBe(200)
    expect((await hub.api('GET', `/v1/templates/drafts/${edit.id}`)).body.components).toEqual(plain('mine'))
    expect((await hub.api('GET', `/v1/templates/drafts/${fresh.id}`)).body.components).toEqual(plain('not yet'))
  })

  test('two who write at once: the second is shown the first one’s words and loses nothing', async () => {
    const draft = (await newDraft({ name: 'both', components: plain('both') })).body
    const save = (text: string) =>
      hub.api('PUT', `/v1/templates/drafts/${draft.id}`, {
        ...contentOf(draft),
        components: plain(text),
        revision: draft.revision,
      })
    expect((await save('first')).status).toBe(200)
    expect(await save('second')).toMatchObject({ status: 409, body: { draft: { components: plain('first'), revision: 2 } } })
  })

  test('name and language of one that changes a template are fixed; pressing submit twice submits once', async () => {
    const id = await approved('fixed_name')
    const edit = (await hub.api('POST', '/v1/templates/drafts', { edits: id })).body
    const saved = await hub.api('PUT', `/v1/templates/drafts/${edit.id}`, {
      ...contentOf(edit),
      name: 'other',
      language: 'fr',
      components: plain('more'),
      revision: edit.revision,
    })
    expect(saved.body).toMatchObject({ name: 'fixed_name', language: 'en_GB' })
    const answers = await Promise.all([submit(edit.id), submit(edit.id)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('a code’s listed text becomes what may be submitted', async () => {
    const [code] = (await hub.api('GET', '/v1/templates?name=sign_in_code')).body.data
    const edit = (await hub.api('POST', '/v1/templates/drafts', { edits: code.id })).body
    expect(edit.components).toEqual([
      { type: 'BODY', add_security_recommendation: true },
      { type: 'FOOTER', code_expiration_minutes: 10 },
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }] },
    ])
    const { findings } = (await hub.api('POST', '/v1/templates/lint', { template: edit, templateId: code.id })).body
    expect(findings).toEqual([])
  })

  test('the names of variables survive an edit, and another language', async () => {
    const [visit] = (await hub.api('GET', '/v1/templates?name=showroom_visit')).body.data
    const edit = await hub.api('POST', '/v1/templates/drafts', { edits: visit.id })
    const swedish = await hub.api('POST', '/v1/templates/drafts', { from: { templateId: visit.id }, language: 'sv' })
    expect([edit.body.parameterFormat, swedish.body.parameterFormat]).toEqual(['NAMED', 'NAMED'])
    expect(swedish.body).toMatchObject({ name: 'showroom_visit', language: 'sv', templateId: null })
  })

  test('a file brings what is not there yet, and says why the rest stays out', async () => {
    const templates = [
      { name: 'from_file', language: 'en_GB', category: 'UTILITY', components: plain('from a file') },
      { name: 'from_file', language: 'en_GB', components: plain('again') },
      { name: 'hello_world', language: 'en_US', components: plain('hello') },
      { title: 'no template' },
    ]
    expect((await hub.api('POST', '/v1/templates/import', { templates })).body).toMatchObject({
      created: [{ name: 'from_file', language: 'en_GB' }],
      skipped: [{ because: 'The file has it twice.' }, { because: expect.stringContaining('exists') }, { name: 'Entry 4' }],
    })
  })

  test('Meta’s library is there to begin from', async () => {
    const [draft] = (await hub.api('GET', '/v1/templates/drafts')).body.data
    const { data } = (await hub.api('GET', `/v1/templates/library?waba=${draft.wabaId}&search=order_update`)).body
    expect(data[0]).toMatchObject({
      name: 'order_update',
      components: [{ type: 'BODY', example: { body_text: [expect.any(Array)] } }],
    })
  })
})

test.each([
  ['a text file', Buffer.from('hello'), 415],
  ['nothing', Buffer.alloc(0), 400],
  ['a picture of 6 MB', Buffer.concat([PNG, Buffer.alloc(6 * 1_048_576)]), 413],
])('%s is no sample', async (_name, bytes, status) => {
  expect((await uploadSample('x', bytes)).status).toBe(status)
})

test('templates come in pages, each once and in the order of their names, to who asks for pages', async () => {
  const all = (await hub.api('GET', '/v1/templates')).body
  const ids: string[] = []
  for (let cursor = ''; ; ) {
    const { status, body } = await hub.api('GET', `/v1/templates?limit=2${cursor && `&cursor=${cursor}`}`)
    expect([status, body.data.length <= 2]).toEqual([200, true])
    ids.push(...body.data.map(({ id }: { id: string }) => id))
    cursor = body.cursor
    if (!cursor) break
  }
  expect([ids, all.cursor]).toEqual([all.data.map(({ id }: { id: string }) => id), null])
  expect((await hub.api('GET', '/v1/templates?limit=201')).status).toBe(400)
  expect((await hub.api('GET', '/v1/templates?cursor=eyJhIjoxfQ')).status).toBe(400)
})

test('duplicate and late news add nothing to a life', async () => {
  const id = await approved('told_twice')
  await hub.control('POST', '/faults', { on: 'webhook', fault: { duplicate: true }, times: 1 })
  await reviewer(id, { quality: 'YELLOW' })
  await hub.advance(HOUR)
  const { history, quality } = await detail(id)
  expect(quality).toBe('YELLOW')
  expect(history.map((standing: { status: string; quality: string }) => `${standing.status} ${standing.quality}`)).toEqual([
    'PENDING UNKNOWN',
    'APPROVED UNKNOWN',
    'APPROVED YELLOW',
  ])
})

// biome-ignore lint/suspicious/noExplicitAny: answers are read as another program would
const contentOf = ({ name, language, category, parameterFormat, components, ttlSeconds }: any) => ({
  name,
  language,
  category,
  parameterFormat,
  components,
  ttlSeconds,
})
