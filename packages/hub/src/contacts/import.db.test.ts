import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { platformTime } from '@casement/platform'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPlatformClock } from '../clock/platform-clock.ts'
import { uuid7 } from '../database/uuid7.ts'
import { findJob } from '../jobs/queries.ts'
import { createJobs, type JobInHand } from '../jobs/run-jobs.ts'
import { type ConnectedHub, connectHub, KEY } from '../testing/connected-hub.ts'
import { strayNumbers } from '../testing/stray-numbers.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { BATCH_ROWS, importContacts } from './import-contacts.ts'
import { LANES } from './import-lanes.ts'
import { receiveImport } from './receive-import.ts'
import { tellAttributes } from './tell-attributes.ts'

const CSV = { 'content-type': 'text/csv' }

describe('over the API', () => {
  let hub: ConnectedHub
  beforeAll(async () => {
    hub = await connectHub()
  })
  afterAll(() => hub.stop())
  beforeEach(async () => {
    for (const table of ['contacts', 'contact_aliases', 'consents', 'jobs', 'job_rejections']) {
      await hub.database.pool.query(`delete from ${table}`)
    }
  })
  afterEach(async () => expect(await strayNumbers(hub.database.pool)).toEqual([]))

  const upload = (text: string, query = '') => hub.api('POST', `/v1/contacts/import${query}`, text, CSV)
  const jobOf = async (id: string) => (await hub.api('GET', `/v1/jobs/${id}`)).body
  const importing = async (text: string, query = '') => {
    const { status, body } = await upload(text, query)
    expect([status, body]).toEqual([202, { job: { id: expect.any(String) } }])
    return expect
      .poll(() => jobOf(body.job.id), { timeout: 20_000 })
      .toMatchObject({ state: expect.stringMatching(/done|failed/) })
      .then(() => jobOf(body.job.id))
  }
  const all = async () => (await hub.api('GET', '/v1/contacts?limit=200')).body.data

  test('the beginning of a file shows what it would become, and what is wrong with it', async () => {
    const preview = (text: string, query = '') => hub.api('POST', `/v1/contacts/import/preview${query}`, text, CSV)
    const text = 'Who;Town\n07700 900611;"Oslo; east"\nnobody;Bergen\n'
    expect((await preview(text)).body).toMatchObject({
      columns: [{ name: 'Who', target: null, samples: ['07700 900611', 'nobody'] }, { name: 'Town' }],
      problems: [expect.stringContaining('No column holds the phone number')],
      rows: [],
    })
    expect((await preview(text, '?map=Who=phone&country=GB')).body).toMatchObject({
      columns: [{ target: 'phone' }, { target: 'attribute.Town', samples: ['Oslo; east', 'Bergen'] }],
      problems: [],
      rows: [
        { line: 2, phone: '+447700900611', name: '' },
        { line: 3, problem: expect.stringContaining('is not a phone number') },
      ],
    })
    expect((await preview('')).body.detail).toContain('The file is empty')
    expect(await all()).toEqual([])
  })

  test('a file becomes contacts; what cannot be taken is kept with line and reason, in a file that can be mended', async () => {
    const job = await importing(
      [
        'Mobile;First name;Last name;City;consent.marketing',
        '+44 7700 900601;Zoë;Byrne;"Oslo; east";yes',
        '12;Too;Short;;',
        '',
        '+447700900602;Ben;;;no',
        '+447700900601;Again;;;',
        '07700 900603;"unclosed;;',
        '07700 900603;Cy;;;maybe',
        '07700 900604;Di;;;',
      ].join('\r\n'),
      '?country=GB&file=autumn.csv&wording=Offers%20please',
    )
    expect(job).toMatchObject({ state: 'done', done: 7, total: 7, rejected: 4, counts: { created: 3, changed: 0 } })
    const people = await all()
    expect(people.find(({ phone }: { phone: string }) => phone === '+447700900601')).toMatchObject({
      name: 'Zoë Byrne',
      attributes: { City: 'Oslo; east' },
      consent: { marketing: { choice: 'in', evidence: { how: 'import', reference: 'autumn.csv', wording: 'Offers please' } } },
    })
    expect(people.map(({ phone }: { phone: string }) => phone).sort()).toEqual([
      '+447700900601',
      '+447700900602',
      '+447700900604',
    ])

    const rejected: string = (await hub.api('GET', `/v1/jobs/${job.id}/rejected`)).body
    expect(rejected.split('\n')[0]).toBe('rejected_line;rejected_reason;Mobile;First name;Last name;City;consent.marketing')
    expect([...rejected.matchAll(/^(\d+);"?(.{12})/gm)].map(([, line, reason]) => [line, reason])).toEqual([
      ['3', '""12"" is no'],
      ['6', 'The same per'],
      ['7', 'A quote open'],
      ['8', 'consent.mark'],
    ])
    const mended = rejected.replace(';12;', ';+4790012345;')
    expect(await importing(mended)).toMatchObject({ state: 'done', counts: { created: 1 } })

    const { rows } = await hub.database.pool.query(`select data from events where type = 'contacts.imported' order by seq`)
    expect(rows[0].data).toEqual({ jobId: job.id, created: 3, changed: 0, unchanged: 0, optOutsKept: 0, rejected: 4 })
  })

  test('a letter that lies across two pieces of the file stays whole', async () => {
    const head = 'phone,note,name\n+447700900611,'
    const note = 'x'.repeat(65_536 - head.length - ',Zo'.length - 1)
    await importing(`${head}${note},Zoë\n+447700900612,,Åse\n`, '?map=note=ignore')
    expect((await all()).map(({ name }: { name: string }) => name).sort()).toEqual(['Zoë', 'Åse'])
  })

  test('the same file again changes nothing; a newer one changes what it says', async () => {
    const file = 'phone,name,city\n+447700900601,Ada,Oslo\n+447700900602,Ben,Bergen\n'
    expect((await importing(file)).counts).toMatchObject({ created: 2 })
    expect((await importing(file)).counts).toMatchObject({ created: 0, changed: 0, unchanged: 2 })
    expect((await importing('phone,name,tier\n+447700900601,,gold\n')).counts).toMatchObject({ changed: 1 })
    expect((await all()).map((one: { name: string; attributes: unknown }) => [one.name, one.attributes])).toContainEqual([
      'Ada',
      { city: 'Oslo', tier: 'gold' },
    ])
  })

  test('behind many who are new, those who are known are changed and not made again', async () => {
    await importing('phone,name\n+447700900601,Ada\n')
    const many = Array.from({ length: BATCH_ROWS }, (_, index) => `+4477${10_000_000 + index},\n`).join('')
    const job = await importing(`phone,name\n${many}+447700900601,Ada Byrne\n+447700900602,Ben\n+447710000000,Again\n`)
    expect(job).toMatchObject({ state: 'done', rejected: 1, counts: { created: BATCH_ROWS + 1, changed: 1, unchanged: 0 } })
    expect((await hub.api('GET', '/v1/contacts?q=447700900601')).body.data).toMatchObject([{ name: 'Ada Byrne' }])
  })

  test('a yes in a file does not take back what the person said', async () => {
    const file = 'phone,consent.marketing\n+447700900601,yes\n'
    await importing(file)
    const [{ id }] = await all()
    await hub.advance(1_000)
    await hub.api('POST', `/v1/contacts/${id}/consent`, { purpose: 'marketing', choice: 'out' })
    await hub.advance(1_000)
    expect((await importing(file)).counts).toMatchObject({ optOutsKept: 1 })
    expect((await all())[0].consent.marketing.choice).toBe('out')
  })

  test('columns are mapped as the caller says, and a compressed file is understood', async () => {
    const answer = await fetch(`${hub.url}/v1/contacts/import?map=Who=name&map=Nr=phone&map=Note=ignore`, {
      method: 'POST',
      headers: { ...CSV, 'content-encoding': 'gzip', authorization: `Bearer ${KEY}`, 'idempotency-key': 'one' },
      body: gzipSync('Nr,Who,Note\n+447700900601,Ada,secret\n'),
    })
    expect(answer.status).toBe(202)
    await expect.poll(all, { timeout: 10_000 }).toMatchObject([{ name: 'Ada', phone: '+447700900601', attributes: {} }])
  })

  test.each([
    ['no body', '', '', CSV, 422, /empty/],
    ['no phone column', 'name,city\nAda,Oslo\n', '', CSV, 422, /No column holds the phone number/],
    ['two phone columns by order', 'a,b\n1,2\n', '?map=a=phone&map=b=phone', CSV, 422, /Two columns/],
    ['a column that is not there', 'phone\n1\n', '?map=Tel=name', CSV, 422, /no column "Tel"; it has phone/],
    ['a field that is not there', 'phone\n1\n', '?map=phone=telephone', CSV, 422, /column=field/],
    ['a country that is not there', 'phone\n1\n', '?country=XX', CSV, 400, /country/],
    ['UTF-16', '\ufeffphone', '', { ...CSV, utf16: '1' }, 422, /UTF-16/],
    ['JSON', '{}', '', { 'content-type': 'application/json' }, 415, /text\/csv/],
    ['no gzip, called gzip', 'phone\n', '', { ...CSV, 'content-encoding': 'gzip' }, 400, /gzip/],
    ['brotli', 'phone\n', '', { ...CSV, 'content-encoding': 'br' }, 415, /gzip/],
    ['one endless line', 'x'.repeat(2_000_000), '', CSV, 422, /CSV/],
  ])(
    '%s is refused with a sentence, and nothing is kept',
    async (_what, text, query, { utf16, ...headers }: Record<string, string>, status, sentence) => {
      const answer = await fetch(`${hub.url}/v1/contacts/import${query}`, {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${KEY}` },
        body: utf16 ? Buffer.from(text, 'utf16le') : text,
      })
      expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
        status,
        expect.stringMatching(sentence),
      ])
      expect((await hub.api('GET', '/v1/jobs')).body.data).toEqual([])
      expect((await hub.database.pool.query('select 1 from job_input')).rowCount).toBe(0)
    },
  )

  test('a file in which more people changed than one may begin something for says so', async () => {
    const { id } = await importing('phone,name\n+447700900601,Ada\n')
    expect(await jobOf(id)).not.toHaveProperty('note')
    const lanes = JSON.stringify([
      { told: 12_000, untold: 0 },
      { told: 8_000, untold: 1_200 },
    ])
    await hub.database.pool.query(`update jobs set progress = jsonb_build_object('lanes', $1::jsonb)`, [lanes])
    expect(await jobOf(id)).toMatchObject({
      counts: { told: 20_000, untold: 1_200 },
      note: expect.stringContaining('for 20,000 people at most: for 1,200 more none began'),
    })
  })

  test('a job that does not exist', async () => {
    for (const path of ['', '/rejected']) {
      expect((await hub.api('GET', `/v1/jobs/0190aaaa-0000-7000-8000-000000000001${path}`)).status).toBe(404)
    }
  })

  test('a file begins what waits for an attribute: for whom it became another, and for nobody else', async () => {
    await importing('phone,name,plan,city\n+447700900621,Ada,gold,Oslo\n+447700900622,Ben,basic,Oslo\n')
    const graph = {
      trigger: { kind: 'attribute', key: 'plan', is: 'gold' },
      from: hub.world.phoneNumberId,
      start: 'tag',
      nodes: [{ id: 'tag', kind: 'tag', add: ['greeted'] }],
    }
    const { body } = await hub.api('POST', '/v1/automations', { name: 'Gold', graph })
    expect((await hub.api('POST', `/v1/automations/${body.id}/on`)).status).toBe(200)
    const file = 'phone,name,plan,city\n+447700900621,Ada,gold,Rome\n+447700900622,Ben,gold,Oslo\n+447700900623,Cai,gold,\n'
    await importing(file)
    await hub.settle()
    const greeted = async () =>
      (await all()).filter(({ tags }: { tags: string[] }) => tags.includes('greeted')).map(({ name }: { name: string }) => name)
    expect((await greeted()).sort()).toEqual(['Ben', 'Cai'])
    await importing(file)
    await hub.settle()
    expect((await hub.api('GET', `/v1/automations/${body.id}`)).body.runs.total).toBe(2)
    const { workspace_id: workspaceId } = (await hub.database.pool.query('select workspace_id from automations')).rows[0]
    const changed = new Map([1, 2, 3].map((n) => [`person ${n}`, n === 2 ? ['city'] : ['plan', 'city']]))
    const told = await tellAttributes(
      hub.database.pool,
      { workspaceId, jobId: 'a job', now: platformTime(0), budget: { left: 1 } },
      changed,
    )
    expect(told).toMatchObject({ told: [{ data: { contactId: 'person 1', attributes: ['plan'] } }], untold: 1 })
    await hub.api('POST', `/v1/automations/${body.id}/off`, {})
  })
})

describe('in lanes', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  const clock = createPlatformClock(() => 0, { now: platformTime('2026-11-20T12:00:00Z'), scale: 0 })
  const log = pino({ level: 'silent' })
  const by = { id: 'key', name: 'Key' }
  const workspace = async () => {
    const workspaceId = uuid7()
    await database.pool.query(`insert into workspaces (id, name) values ($1, 'Nordlys Home')`, [workspaceId])
    return workspaceId
  }
  const receive = async (workspaceId: string, text: string) =>
    (await receiveImport(database.pool, Readable.from([Buffer.from(text)]), { workspaceId, maps: [], by })).id
  const jobsThatDo = (work: (hand: JobInHand) => Promise<void>) =>
    createJobs({ pool: database.pool, log, kinds: { 'contacts.import': work } })
  const until = (workspaceId: string, id: string, what: object) =>
    expect.poll(() => findJob(database.pool, workspaceId, id), { timeout: 60_000, interval: 5 }).toMatchObject(what)

  test('a process that is killed leaves the rest to the next, which goes on in each lane at its byte; late steps change nothing', async () => {
    const ROWS = 22_500
    const { pool } = database
    const workspaceId = await workspace()
    const work = importContacts({ clock, onDone: () => {} })
    // Each tenth row names somebody again who stood long before, or cannot be taken.
    const numberOf = (i: number) => (i % 20 === 19 ? 10_000_000 + i - 19 : i % 20 === 9 ? 1 : 10_000_000 + i)
    const text = `\ufeffphone,name\n${Array.from({ length: ROWS }, (_, i) => `+4477${numberOf(i)},"Ödegård, ${i}"\n`).join('')}`
    const id = await receive(workspaceId, text)

    let paused = () => {}
    const hasPaused = new Promise<void>((resolve) => {
      paused = resolve
    })
    let wakeLate = () => {}
    const late = new Promise<void>((resolve) => {
      wakeLate = resolve
    })
    const steps = Array.from({ length: LANES }, () => 0)
    const last = (lane: number) => (lane === 0 ? 2 : 3)
    const dying = jobsThatDo((hand) =>
      work({
        ...hand,
        async stepOf(lane, change) {
          // One lane falls behind, and all are in the middle of something when the process is no more.
          const step = (steps[lane] ?? 0) + 1
          steps[lane] = step
          if (step === last(lane)) {
            if (steps.every((reached, one) => reached === last(one))) paused()
            await late
          }
          await hand.stepOf(lane, change)
        },
      }),
    )
    dying.wake()
    await hasPaused
    const before = await findJob(pool, workspaceId, id)
    expect(before).toMatchObject({ state: 'running', done: (2 * LANES - 1) * BATCH_ROWS })
    const offsets = (before?.progress.lanes as { offset: number }[] | undefined)?.map(({ offset }) => offset) ?? []
    expect(offsets.indexOf(Math.min(...offsets))).toBe(0)

    await pool.query(`update jobs set leased_until = now() - interval '1 second' where id = $1`, [id])
    const next = jobsThatDo(work)
    next.wake()
    await until(workspaceId, id, { state: 'done' })
    wakeLate()
    await dying.stop()
    await next.stop()

    const people = ROWS * 0.9
    const ended = await findJob(pool, workspaceId, id)
    expect(ended).toMatchObject({ done: ROWS, total: ROWS, rejected: ROWS / 10 })
    const lanes = ended?.progress.lanes as { created: number; changed: number }[]
    expect(lanes.map(({ changed }) => changed)).toEqual(lanes.map(() => 0))
    expect(lanes.reduce((sum, { created }) => sum + created, 0)).toBe(people)
    const { rows } = await pool.query(
      `select count(*)::int as contacts, count(distinct name)::int as names,
         (select count(*)::int from contact_aliases where workspace_id = $1) as aliases,
         (select count(*)::int from job_rejections where workspace_id = $1) as rejected,
         (select count(*)::int from job_input where workspace_id = $1) as pieces,
         (select count(*)::int from events where workspace_id = $1) as events from contacts where workspace_id = $1`,
      [workspaceId],
    )
    expect(rows).toEqual([{ contacts: people, names: people, aliases: people, rejected: ROWS / 10, pieces: 0, events: 1 }])
  })

  test('whatever a file repeats, and whoever has several numbers: the same people, consents and rejected rows as in one lane', async () => {
    const NUMBERS = 8
    const number = (n: number) => `4477009006${String(n).padStart(2, '0')}`
    const row = fc.record({
      number: fc.integer({ min: -1, max: NUMBERS - 1 }),
      name: fc.constantFrom('', 'Ada', 'Ben'),
      city: fc.constantFrom('', 'Oslo', 'Rome'),
      marketing: fc.constantFrom('', 'yes', 'no', 'maybe'),
    })
    /** Which numbers are one person's before, by whose they are. */
    const known = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 8, maxLength: 24 }),
        known,
        fc.integer({ min: 2, max: 5 }),
        async (rows, owners, batchRows) => {
          const text = `phone,name,city,consent.marketing\n${rows
            .map(({ number: n, name, city, marketing }) => `${n < 0 ? 'none' : `+${number(n)}`},${name},${city},${marketing}\n`)
            .join('')}`
          const imported = async (lanesFrom: number) => {
            const workspaceId = await workspace()
            const ids = [0, 1].map(() => uuid7())
            await database.pool.query(
              `insert into contacts (workspace_id, id, name, created_at) select $1, id, 'Known ' || n, now() from unnest($2::uuid[]) with ordinality as c (id, n)`,
              [workspaceId, ids],
            )
            await database.pool.query(
              `insert into contact_aliases (workspace_id, kind, value, contact_id) select $1, 'e164', value, id from unnest($2::text[], $3::uuid[]) as a (value, id)`,
              [workspaceId, owners.map((_, n) => number(n)), owners.map((owner) => ids[owner])],
            )
            const id = await receive(workspaceId, text)
            const jobs = jobsThatDo(importContacts({ clock, onDone: () => {}, batchRows, lanesFrom }))
            jobs.wake()
            await until(workspaceId, id, { state: 'done' })
            await jobs.stop()
            const job = await findJob(database.pool, workspaceId, id)
            const lanes = job?.progress.lanes as Record<string, number>[]
            const sum = (key: string) => lanes.reduce((all, lane) => all + (lane[key] as number), 0)
            const { rows: people } = await database.pool.query(
              `select c.name, c.attributes, c.import_line, s.state, array_agg(a.value order by a.value) as numbers,
                 (select array_agg(t.choice order by t.choice) from consent_statements t where t.workspace_id = $1 and t.contact_id = c.id) as said
               from contacts c left join contact_aliases a on a.workspace_id = $1 and a.contact_id = c.id
               left join consents s on s.workspace_id = $1 and s.contact_id = c.id
               where c.workspace_id = $1 group by c.workspace_id, c.id, c.name, c.attributes, s.state order by numbers, c.name`,
              [workspaceId],
            )
            const { rows: rejected } = await database.pool.query(
              'select line, reason, text from job_rejections where workspace_id = $1 order by line',
              [workspaceId],
            )
            const plain = JSON.parse(JSON.stringify(people).replaceAll(id, 'the job'))
            return {
              lanes: lanes.length,
              people: plain,
              rejected,
              counts: [job?.done, job?.rejected, ...['created', 'changed', 'unchanged', 'optOutsKept'].map(sum)],
            }
          }
          const { lanes: one, ...inOne } = await imported(Number.POSITIVE_INFINITY)
          const { lanes: several, ...inSeveral } = await imported(0)
          expect([one, several]).toEqual([1, LANES])
          expect(inSeveral).toEqual(inOne)
        },
      ),
      { numRuns: 6, endOnFailure: true },
    )
  })
})
