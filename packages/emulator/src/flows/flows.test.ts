import { beforeEach, expect, test } from 'vitest'
import { HOUR, TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator
let flows: string

beforeEach(async () => {
  emulator = await TestEmulator.start()
  flows = `/v25.0/${emulator.about.wabaId}/flows`
})

const screen = (id: string, more = {}) => ({ id, terminal: true, layout: { type: 'SingleColumnLayout', children: [] }, ...more })
const sound = { version: '7.0', screens: [screen('START')] }
const create = (more: Record<string, unknown> = {}) =>
  emulator.graph('POST', flows, { name: 'Book a visit', categories: ['APPOINTMENT_BOOKING'], ...more })
const created = async (more: Record<string, unknown> = {}) => String((await create(more)).body.id)
const published = (more: Record<string, unknown> = {}) => created({ flow_json: JSON.stringify(sound), publish: true, ...more })
const setStatus = (id: string, status: string) => emulator.control('PATCH', `/flows/${id}`, { status })
const statusOf = async (id: string) => (await emulator.graph('GET', `/${id}?fields=status`)).body.status
const upload = (id: string, json: string) => {
  const form = new FormData()
  form.set('name', 'flow.json')
  form.set('asset_type', 'FLOW_JSON')
  form.set('file', new Blob([json], { type: 'application/json' }), 'flow.json')
  return emulator.graph('POST', `/${id}/assets`, form)
}

test('a flow is a draft, is published when its JSON stands, and then is fixed', async () => {
  const id = await created()
  expect((await emulator.graph('POST', `/${id}/publish`)).body.error?.code).toBe(139002)
  expect((await upload(id, JSON.stringify(sound))).body).toEqual({ success: true, validation_errors: [] })
  expect((await emulator.graph('POST', `/${id}/publish`)).body).toEqual({ success: true })
  expect((await emulator.graph('GET', `/${id}`)).body).toEqual({
    id,
    name: 'Book a visit',
    status: 'PUBLISHED',
    categories: ['APPOINTMENT_BOOKING'],
    validation_errors: [],
  })
  expect((await upload(id, '{}')).body.error?.code).toBe(139001)
  expect((await emulator.graph('POST', `/${id}/publish`)).body.error?.code).toBe(139002)
  expect((await emulator.graph('DELETE', `/${id}`)).body.error?.code).toBe(139004)
  expect((await emulator.graph('POST', `/${id}/deprecate`)).body).toEqual({ success: true })
  expect((await emulator.graph('POST', `/${id}/deprecate`)).body.error?.code).toBe(139003)
  await emulator.advance(0)
  expect(emulator.changes('flows').map(({ value }) => [value.event, value.flow_id, value.old_status, value.new_status])).toEqual([
    ['FLOW_STATUS_CHANGE', id, 'DRAFT', 'PUBLISHED'],
    ['FLOW_STATUS_CHANGE', id, 'PUBLISHED', 'DEPRECATED'],
  ])
})

test('a draft can be changed, read behind its link, and deleted', async () => {
  const id = await created({ flow_json: JSON.stringify(sound) })
  expect((await emulator.graph('POST', `/${id}`, { name: 'Come and see', categories: ['SURVEY'] })).body).toEqual({
    success: true,
  })
  const { body } = await emulator.graph(
    'GET',
    `/${id}?fields=name,json_version,preview.invalidate(false),whatsapp_business_account,health_status`,
  )
  expect(body).toMatchObject({ name: 'Come and see', json_version: '7.0', health_status: { can_send_message: 'BLOCKED' } })
  const { data } = (await emulator.graph('GET', `/${id}/assets`)).body as unknown as { data: [{ download_url: string }] }
  expect(await (await fetch(data[0].download_url)).json()).toEqual(sound)
  expect((await fetch(data[0].download_url.replace('.json', 'x.json'))).status).toBe(404)
  expect((await emulator.graph('DELETE', `/${id}`)).body).toEqual({ success: true })
  expect((await emulator.graph('GET', `/${id}`)).body.error?.error_subcode).toBe(33)
})

/** What is wrong with a flow's JSON: text → the error that names it. */
test.each([
  ['no JSON', '{"version"', 'INVALID_JSON'],
  ['no object', '[]', 'INVALID_PROPERTY_TYPE'],
  ['no version', JSON.stringify({ screens: sound.screens }), 'INVALID_PROPERTY_VALUE'],
  ['no screens', JSON.stringify({ version: '7.0', screens: [] }), 'INVALID_PROPERTY_VALUE'],
  [
    'a screen without a layout',
    JSON.stringify({ version: '7.0', screens: [{ id: 'START', terminal: true }] }),
    'REQUIRED_PROPERTY_MISSING',
  ],
  ['a screen with digits', JSON.stringify({ version: '7.0', screens: [screen('START1')] }), 'INVALID_PROPERTY_VALUE'],
  ['two screens alike', JSON.stringify({ version: '7.0', screens: [screen('A'), screen('A')] }), 'DUPLICATE_SCREEN_IDS'],
  ['no end', JSON.stringify({ version: '7.0', screens: [screen('A', { terminal: false })] }), 'MISSING_TERMINAL_SCREEN'],
  ['a way to nowhere', JSON.stringify({ ...sound, routing_model: { START: ['END'] } }), 'INVALID_ROUTING_MODEL'],
])('%s', async (_label, json, error) => {
  const { body } = await upload(await created(), json)
  expect(body.success).toBe(true)
  expect((body.validation_errors as unknown as { error: string }[]).map((one) => one.error)).toEqual([error])
})

test('an error says where it stands', async () => {
  const { body } = await upload(await created(), '{\n  "version": 7,\n  "screens": []\n}')
  expect(body.validation_errors).toMatchObject([
    { line_start: 2, column_start: 3 },
    { line_start: 3, column_start: 3 },
  ])
})

/** What creation refuses. */
test.each([
  ['no name', { name: undefined }],
  ['no category', { categories: [] }],
  ['a category there is not', { categories: ['FURNITURE'] }],
  ['a copy of nothing', { clone_flow_id: '1' }],
])('%s', async (_label, more) => {
  expect((await create(more)).body.error?.code).toBe(100)
})

test('names are unique, copies carry the JSON, and another account can take them over', async () => {
  const id = await published()
  expect((await create()).body.error?.code).toBe(100)
  const copy = await created({ name: 'A copy', clone_flow_id: id, categories: undefined })
  expect((await emulator.graph('POST', `/${copy}/publish`)).status).toBe(200)
  const { id: other } = await emulator.control('POST', '/wabas', { name: 'Another' })
  const moved = await emulator.graph('POST', `/v25.0/${other}/migrate_flows`, { source_waba_id: emulator.about.wabaId })
  expect(moved.body.migrated_flows).toMatchObject([{ source_name: 'Book a visit', source_id: id }, { source_name: 'A copy' }])
  const again = await emulator.graph('POST', `/v25.0/${other}/migrate_flows`, { source_waba_id: emulator.about.wabaId })
  expect(again.body.failed_flows).toHaveLength(2)
  expect((await emulator.graph('GET', `/v25.0/${other}/flows`)).body.data).toMatchObject([
    { status: 'DRAFT' },
    { status: 'DRAFT' },
  ])
})

/** Which flows may be sent: status, mode → code or accepted. */
test.each([
  ['PUBLISHED', undefined, null],
  ['PUBLISHED', 'published', null],
  ['PUBLISHED', 'draft', 131009],
  ['DRAFT', 'draft', null],
  ['DRAFT', undefined, 131009],
  ['DEPRECATED', undefined, 131009],
  ['BLOCKED', undefined, 132068],
  ['THROTTLED', undefined, null],
])('a flow that is %s, sent as %s', async (status, mode, code) => {
  const id = await published()
  await setStatus(id, status)
  expect((await sendFlow({ flow_id: id, mode })).body.error?.code ?? null).toBe(code)
})

test('a flow is found by its name, and one of nobody is not', async () => {
  await published()
  expect((await sendFlow({ flow_name: 'Book a visit' })).status).toBe(200)
  expect((await sendFlow({ flow_name: 'Nothing' })).body.error?.code).toBe(131009)
  expect((await sendFlow({ flow_id: '1' })).body.error?.code).toBe(131009)
})

test('a throttled flow goes out ten times an hour', async () => {
  const id = await published()
  await setStatus(id, 'THROTTLED')
  for (let i = 0; i < 10; i++) expect((await sendFlow({ flow_id: id })).status).toBe(200)
  expect((await sendFlow({ flow_id: id })).body.error?.code).toBe(132069)
  await emulator.advance(HOUR)
  expect((await sendFlow({ flow_id: id })).status).toBe(200)
  expect(await statusOf(id)).toBe('THROTTLED')
})

const sendFlow = (parameters: Record<string, unknown>) =>
  emulator.send({
    type: 'interactive',
    interactive: {
      type: 'flow',
      body: { text: 'When?' },
      action: { name: 'flow', parameters: { flow_message_version: '3', flow_cta: 'Book', ...parameters } },
    },
  })

test('a preview shows the screens to whoever has its link, and no words of a flow act on it', async () => {
  const children = [
    { type: 'TextHeading', text: '<b>When?</b>' },
    { type: 'TextInput', label: 'Your name' },
    { type: 'Dropdown', label: 'Shop', 'data-source': [{ id: '1', title: 'Leeds' }] },
    { type: 'Form', children: [{ type: 'Footer', label: 'Book' }] },
  ]
  const json = {
    version: '7.0',
    screens: [screen('START', { title: 'Visit', layout: { type: 'SingleColumnLayout', children } })],
  }
  const id = await created({ flow_json: JSON.stringify(json) })
  const link = async (invalidate: boolean) =>
    (
      (await emulator.graph('GET', `/${id}?fields=preview.invalidate(${invalidate})`)).body.preview as unknown as {
        preview_url: string
      }
    ).preview_url
  const first = await link(false)
  const page = await fetch(first)
  expect(page.headers.get('content-type')).toContain('text/html')
  const html = await page.text()
  for (const words of ['Visit', 'Your name', 'Leeds', 'Book', '&#60;b&#62;When?']) expect(html).toContain(words)
  expect(html).not.toContain('<b>')
  expect((await fetch(await link(true))).status).toBe(200)
  expect((await fetch(first)).status).toBe(404)
})
