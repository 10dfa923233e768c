import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Config, readConfig } from './config.ts'
import { variables } from './variables.ts'

const key = Buffer.alloc(32, 7).toString('base64')

const wrong: { variable: string; value: string; sentence: string }[] = [
  { variable: 'HOST', value: '999.1.1.1', sentence: 'HOST is "999.1.1.1": give one or more addresses of this machine' },
  { variable: 'HOST', value: ',', sentence: 'HOST is ",": give one or more addresses' },
  { variable: 'PORT', value: '0', sentence: 'PORT is "0": give a port from 1 to 65535, such as 8420.' },
  { variable: 'PORT', value: '65536', sentence: 'PORT is "65536": give a port' },
  { variable: 'PORT', value: '84.20', sentence: 'PORT is "84.20": give a port' },
  { variable: 'PUBLIC_URL', value: 'casement.example.com', sentence: 'PUBLIC_URL is "casement.example.com": give the address' },
  { variable: 'PUBLIC_URL', value: 'https://example.com/casement', sentence: 'without a path' },
  {
    variable: 'LINK_URL',
    value: 'https://go.example.com/r',
    sentence: 'LINK_URL is "https://go.example.com/r": give the address',
  },
  { variable: 'TRUST_PROXY', value: 'yes', sentence: 'TRUST_PROXY is "yes": give true, false' },
  { variable: 'TRUST_PROXY', value: '10.0.0.0/33', sentence: 'TRUST_PROXY is "10.0.0.0/33": give' },
  { variable: 'EMULATOR_PORT', value: 'four', sentence: 'EMULATOR_PORT is "four": give a port' },
  { variable: 'EMULATOR_PORT', value: '8420', sentence: 'which is also PORT: give the emulator a port of its own' },
  {
    variable: 'DATABASE_URL',
    value: 'mysql://localhost/x',
    sentence: 'DATABASE_URL has a wrong value: give an address such as postgres:',
  },
  {
    variable: 'DATABASE_DIRECT_URL',
    value: 'localhost:5432',
    sentence: 'DATABASE_DIRECT_URL has a wrong value: give an address',
  },
  { variable: 'DATABASE_DIRECT_URL', value: 'postgres://h/x', sentence: 'but DATABASE_URL is not: set DATABASE_URL too' },
  { variable: 'MEDIA_STORE', value: 'disk', sentence: 'MEDIA_STORE is "disk": give `pg` for the database, or a bucket' },
  { variable: 'MEDIA_STORE', value: 's3://', sentence: 'MEDIA_STORE is "s3://": give' },
  { variable: 'SMTP_URL', value: 'https://mail', sentence: 'SMTP_URL has a wrong value: give an address such as smtp:' },
  { variable: 'CASEMENT_SECRET_KEY', value: 'short', sentence: 'CASEMENT_SECRET_KEY has a wrong value: give 32 bytes in base64' },
  { variable: 'CASEMENT_SECRET_KEY', value: Buffer.alloc(31).toString('base64'), sentence: 'give 32 bytes in base64' },
  { variable: 'CASEMENT_API_KEY', value: 'seven77', sentence: 'CASEMENT_API_KEY has a wrong value: give at least 8 characters' },
  { variable: 'CASEMENT_API_KEY', value: 'two words here', sentence: 'without spaces' },
  {
    variable: 'GRAPH_URL',
    value: 'graph.facebook.com',
    sentence: 'GRAPH_URL is "graph.facebook.com": give an address such as https:',
  },
  {
    variable: 'META_ACCESS_TOKEN',
    value: 'EAA B',
    sentence: 'META_ACCESS_TOKEN has a wrong value: give the system user’s token',
  },
  { variable: 'META_APP_SECRET', value: 'a b', sentence: 'META_APP_SECRET has a wrong value: give the secret from' },
  { variable: 'META_VERIFY_TOKEN', value: 'a b', sentence: 'META_VERIFY_TOKEN has a wrong value: give the word' },
  { variable: 'META_WABA_ID', value: '+491234', sentence: 'META_WABA_ID is "+491234": give its id, digits only' },
  { variable: 'LOG_LEVEL', value: 'loud', sentence: 'LOG_LEVEL is "loud": give one of trace, debug' },
  { variable: 'CASEMENT_JOURNAL_DAYS', value: '7', sentence: 'CASEMENT_JOURNAL_DAYS is "7": give a whole number from 8' },
  { variable: 'CASEMENT_EVENTS_DAYS', value: 'x', sentence: 'CASEMENT_EVENTS_DAYS is "x": give a whole number from 7' },
  { variable: 'CASEMENT_MESSAGES_DAYS', value: '31', sentence: 'CASEMENT_MESSAGES_DAYS is "31": give a whole number from 32' },
  {
    variable: 'CASEMENT_POLICY',
    value: '{"csw.hours": "long"}',
    sentence: '"csw.hours" needs a value like 24, not "long". Give JSON such as',
  },
  { variable: 'CASEMENT_KEY_RATE', value: '0', sentence: 'CASEMENT_KEY_RATE is "0": give a whole number from 1' },
  {
    variable: 'CASEMENT_POLL_MINUTES',
    value: '4',
    sentence: 'CASEMENT_POLL_MINUTES is "4": give a whole number of minutes from 5',
  },
  { variable: 'AWS_ACCESS_KEY_ID', value: 'A B', sentence: 'AWS_ACCESS_KEY_ID is "A B": give the id of an access key' },
  { variable: 'AWS_SECRET_ACCESS_KEY', value: 'a b', sentence: 'AWS_SECRET_ACCESS_KEY has a wrong value: give the secret' },
  { variable: 'CASEMENT_POLL_MINUTES', value: '1441', sentence: 'CASEMENT_POLL_MINUTES is "1441": give a whole number' },
  { variable: 'CASEMENT_DEMO', value: '31', sentence: 'CASEMENT_DEMO is "31": give on, off, or how many of the thirty days' },
  { variable: 'CASEMENT_PRIVATE_ENDPOINTS', value: 'yes', sentence: 'CASEMENT_PRIVATE_ENDPOINTS is "yes": give true or false.' },
]

const right: { variable: string; value: string; field: (config: Config) => unknown; becomes: unknown }[] = [
  { variable: 'HOST', value: '0.0.0.0', field: (c) => c.hosts, becomes: ['0.0.0.0'] },
  { variable: 'HOST', value: 'localhost', field: (c) => c.hosts, becomes: ['127.0.0.1', '::1'] },
  { variable: 'HOST', value: '10.0.0.5, ::1', field: (c) => c.hosts, becomes: ['10.0.0.5', '::1'] },
  { variable: 'PORT', value: '1', field: (c) => c.port, becomes: 1 },
  { variable: 'PORT', value: '65535', field: (c) => c.publicUrl, becomes: 'http://localhost:65535' },
  { variable: 'PUBLIC_URL', value: 'https://chat.example.com/', field: (c) => c.publicUrl, becomes: 'https://chat.example.com' },
  { variable: 'PUBLIC_URL', value: 'https://chat.example.com/', field: (c) => c.linkUrl, becomes: 'https://chat.example.com' },
  { variable: 'LINK_URL', value: 'https://go.example.com/', field: (c) => c.linkUrl, becomes: 'https://go.example.com' },
  { variable: 'TRUST_PROXY', value: 'true', field: (c) => c.trustProxy, becomes: true },
  { variable: 'TRUST_PROXY', value: '2', field: (c) => c.trustProxy, becomes: 2 },
  { variable: 'TRUST_PROXY', value: '10.0.0.0/8,loopback', field: (c) => c.trustProxy, becomes: ['10.0.0.0/8', 'loopback'] },
  { variable: 'EMULATOR_PORT', value: '4011', field: (c) => c.emulatorPort, becomes: 4011 },
  { variable: 'CASEMENT_DATA', value: 'here', field: (c) => c.dataFolder, becomes: resolve('here') },
  {
    variable: 'DATABASE_URL',
    value: 'postgres://u:p@h:1/d',
    field: (c) => c.database,
    becomes: { url: 'postgres://u:p@h:1/d', directUrl: 'postgres://u:p@h:1/d' },
  },
  { variable: 'MEDIA_STORE', value: 's3://bucket/x', field: (c) => c.mediaStore, becomes: { kind: 's3', url: 's3://bucket/x' } },
  { variable: 'SMTP_URL', value: 'smtps://mail.example.com', field: (c) => c.smtpUrl, becomes: 'smtps://mail.example.com' },
  { variable: 'CASEMENT_SECRET_KEY', value: key, field: (c) => c.secretKey, becomes: Buffer.alloc(32, 7) },
  { variable: 'CASEMENT_API_KEY', value: 'eight888', field: (c) => c.firstApiKey, becomes: 'eight888' },
  { variable: 'GRAPH_URL', value: 'http://localhost:4010/', field: (c) => c.graphUrl, becomes: 'http://localhost:4010' },
  { variable: 'META_ACCESS_TOKEN', value: ' EAAB ', field: (c) => c.meta.accessToken, becomes: 'EAAB' },
  { variable: 'META_APP_SECRET', value: 'abc', field: (c) => c.meta.appSecret, becomes: 'abc' },
  { variable: 'META_VERIFY_TOKEN', value: 'abc', field: (c) => c.meta.verifyToken, becomes: 'abc' },
  { variable: 'META_WABA_ID', value: '123', field: (c) => c.meta.wabaId, becomes: '123' },
  { variable: 'LOG_LEVEL', value: 'silent', field: (c) => c.logLevel, becomes: 'silent' },
  { variable: 'CASEMENT_JOURNAL_DAYS', value: '8', field: (c) => c.retention.journalDays, becomes: 8 },
  { variable: 'CASEMENT_EVENTS_DAYS', value: '7', field: (c) => c.retention.eventsDays, becomes: 7 },
  { variable: 'CASEMENT_MESSAGES_DAYS', value: '32', field: (c) => c.retention.messagesDays, becomes: 32 },
  { variable: 'CASEMENT_POLICY', value: '{"csw.hours": 12}', field: (c) => c.policyOverrides, becomes: { 'csw.hours': 12 } },
  { variable: 'CASEMENT_KEY_RATE', value: '60', field: (c) => c.keyRate, becomes: 60 },
  { variable: 'AWS_ACCESS_KEY_ID', value: 'AKIA1', field: (c) => c.bucketKey.accessKeyId, becomes: 'AKIA1' },
  { variable: 'AWS_SECRET_ACCESS_KEY', value: 'abc', field: (c) => c.bucketKey.secretAccessKey, becomes: 'abc' },
  { variable: 'AWS_ACCESS_KEY_ID', value: 'AKIA1', field: (c) => c.bucketKey.accessKeyId, becomes: 'AKIA1' },
  { variable: 'AWS_SECRET_ACCESS_KEY', value: 'abc', field: (c) => c.bucketKey.secretAccessKey, becomes: 'abc' },
  { variable: 'CASEMENT_POLL_MINUTES', value: '5', field: (c) => c.pollMinutes, becomes: 5 },
  { variable: 'CASEMENT_POLL_MINUTES', value: '1440', field: (c) => c.pollMinutes, becomes: 1440 },
  { variable: 'CASEMENT_DEMO', value: 'off', field: (c) => c.demoDays, becomes: 0 },
  { variable: 'CASEMENT_DEMO', value: '30', field: (c) => c.demoDays, becomes: 30 },
  { variable: 'CASEMENT_PRIVATE_ENDPOINTS', value: 'true', field: (c) => c.privateEndpoints, becomes: true },
]

describe('a wrong value names its variable and what would be right', () => {
  test.each(wrong)('$variable=$value', ({ variable, value, sentence }) => {
    const read = readConfig({ [variable]: value })
    expect(read.ok ? [] : read.problems).toEqual([expect.stringContaining(sentence)])
  })
})

describe('a right value becomes what the hub uses', () => {
  test.each(right)('$variable=$value', ({ variable, value, field, becomes }) => {
    const read = readConfig({ [variable]: value })
    if (!read.ok) throw new Error(read.problems.join(' '))
    expect(field(read.config)).toEqual(becomes)
  })
})

test('with nothing set the hub listens on both loopbacks, with the embedded database and Meta', () => {
  expect(readConfig({})).toMatchObject({
    ok: true,
    config: {
      hosts: ['127.0.0.1', '::1'],
      port: 8420,
      publicUrl: 'http://localhost:8420',
      trustProxy: false,
      emulatorPort: 4010,
      database: null,
      mediaStore: { kind: 'pg' },
      graphUrl: 'https://graph.facebook.com',
      secretKey: null,
      firstApiKey: null,
    },
  })
})

test('an empty value counts as absent', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ ok: true, config: { port: 8420, database: null } })
})

test('a pooler’s direct address is kept beside the pooled one', () => {
  const read = readConfig({ DATABASE_URL: 'postgres://pooler/x', DATABASE_DIRECT_URL: 'postgres://db/x' })
  expect(read).toMatchObject({ ok: true, config: { database: { url: 'postgres://pooler/x', directUrl: 'postgres://db/x' } } })
})

test('everything wrong is said at once', () => {
  const read = readConfig({ PORT: 'x', GRAPH_URL: 'y', META_WABA_ID: 'z' })
  expect(read.ok ? [] : read.problems).toHaveLength(3)
})

test('a secret is never repeated in the sentence about it', () => {
  const secrets = Object.entries(variables).filter(([, variable]) => 'secret' in variable)
  expect(secrets.length).toBeGreaterThan(5)
  for (const [name] of secrets) {
    const read = readConfig({ [name]: 'hush hush' })
    expect(read.ok ? name : read.problems.join(' ')).not.toContain('hush')
    expect(read.ok).toBe(false)
  }
})

test('every variable has a right and (but for a path, which may be any text) a wrong case above', () => {
  const names = new Set(Object.keys(variables))
  expect(new Set(right.map((c) => c.variable)).add('DATABASE_DIRECT_URL')).toEqual(names)
  expect(new Set(wrong.map((c) => c.variable)).add('CASEMENT_DATA')).toEqual(names)
})
