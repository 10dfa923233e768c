import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { type PolicyOverrides, policies, withOverrides } from '@casement/platform'
import { z } from 'zod'

/**
 * Every variable of the environment that Casement reads: what it is for, what is right, and how its text becomes a value.
 * The reference page and the sentences about wrong values are printed from this table.
 */
export type Variable<T = unknown> = {
  readonly about: string
  /** What a right value looks like; ends the sentence "NAME … : give …". */
  readonly right: string
  /** What holds when the variable is absent, in words. */
  readonly absent: string
  /** A secret's value is never repeated, in no message and no log. */
  readonly secret?: true
  /** The schema's own sentence says what is wrong with a value; it stands before what would be right. */
  readonly explains?: true
  readonly schema: z.ZodType<T, string | undefined>
}

export const SECRET_KEY_BYTES = 32
const LOOPBACKS: readonly string[] = ['127.0.0.1', '::1']

const text = z.string()
const port = (fallback: number) =>
  text
    .regex(/^\d{1,5}$/)
    .default(String(fallback))
    .transform(Number)
    .refine((n) => n >= 1 && n <= 65_535)

const hosts = text.default(LOOPBACKS.join(',')).transform((value, check) => {
  const names = listed(value).flatMap((name) => (name === 'localhost' ? LOOPBACKS : [name]))
  if (names.length === 0 || !names.every(isHostName)) check.addIssue('not addresses')
  return [...new Set(names)]
})

const trustProxy = text.default('false').transform((value, check): boolean | number | string[] => {
  if (value === 'true') return true
  if (value === 'false') return false
  if (/^\d{1,2}$/.test(value)) return Number(value)
  const proxies = listed(value)
  if (proxies.length === 0 || !proxies.every(isProxyAddress)) check.addIssue('not addresses')
  return proxies
})

const mediaStore = text.default('pg').transform((value, check): { kind: 'pg' } | { kind: 's3'; url: string } => {
  if (value === 'pg') return { kind: 'pg' }
  if (urlOf(value, ['s3:'])?.hostname) return { kind: 's3', url: value }
  check.addIssue('neither')
  return z.NEVER
})

const secretKey = text
  .regex(/^[A-Za-z0-9+/]{43}=$/)
  .transform((value) => Buffer.from(value, 'base64'))
  .optional()

export const variables = {
  HOST: {
    about: 'The addresses the hub listens on, separated by commas.',
    right: 'one or more addresses of this machine, such as 127.0.0.1 or 0.0.0.0',
    absent: '127.0.0.1 and ::1, so only this machine can connect',
    schema: hosts,
  },
  PORT: {
    about: 'The port of API and dashboard.',
    right: 'a port from 1 to 65535, such as 8420',
    absent: '8420',
    schema: port(8420),
  },
  PUBLIC_URL: {
    about: 'Where people and Meta reach the hub from outside.',
    right: 'the address without a path, such as https://casement.example.com',
    absent: 'http://localhost with the port',
    schema: text
      .refine((value) => isOrigin(value))
      .transform((value) => new URL(value).origin)
      .optional(),
  },
  LINK_URL: {
    about: 'The address that tracked links in messages begin with; it must lead to this hub.',
    right: 'the address without a path, such as https://go.example.com',
    absent: 'PUBLIC_URL',
    schema: text
      .refine((value) => isOrigin(value))
      .transform((value) => new URL(value).origin)
      .optional(),
  },
  TRUST_PROXY: {
    about: 'Whose X-Forwarded-For and X-Forwarded-Proto to believe.',
    right: 'true, false, the number of proxies in front, or their addresses, such as 10.0.0.0/8,loopback',
    absent: 'nobody’s',
    schema: trustProxy,
  },
  EMULATOR_PORT: {
    about: 'The port of the emulator that `npm start` runs.',
    right: 'a port from 1 to 65535, such as 4010',
    absent: '4010',
    schema: port(4010),
  },
  CASEMENT_DATA: {
    about: 'The folder of the embedded database, the emulator’s world and the generated secret key.',
    right: 'the path of a folder, such as ./.casement',
    absent: '.casement in the current folder',
    schema: text.default('./.casement').transform((path) => resolve(path)),
  },
  DATABASE_URL: {
    about: 'The PostgreSQL that holds everything.',
    right: 'an address such as postgres://user:password@host:5432/casement',
    absent: 'an embedded PostgreSQL in the data folder',
    secret: true,
    schema: postgresUrl(),
  },
  DATABASE_DIRECT_URL: {
    about: 'The same database without the pooler, when DATABASE_URL goes through one.',
    right: 'an address such as postgres://user:password@host:5432/casement',
    absent: 'DATABASE_URL',
    secret: true,
    schema: postgresUrl(),
  },
  MEDIA_STORE: {
    about: 'Where media files are kept.',
    right: '`pg` for the database, or a bucket such as s3://my-bucket/casement?region=eu-central-1',
    absent: '`pg`',
    schema: mediaStore,
  },
  AWS_ACCESS_KEY_ID: {
    about: 'Opens the bucket of MEDIA_STORE, together with AWS_SECRET_ACCESS_KEY.',
    right: 'the id of an access key, without spaces',
    absent: 'no bucket can be used',
    schema: secretText(),
  },
  AWS_SECRET_ACCESS_KEY: {
    about: 'The secret of that access key.',
    right: 'the secret as it was given to you, without spaces',
    absent: 'no bucket can be used',
    secret: true,
    schema: secretText(),
  },
  SMTP_URL: {
    about: 'The mail server that sends sign-in links.',
    right: 'an address such as smtp://user:password@mail.example.com:587',
    absent: 'links are printed or handed over by an administrator',
    secret: true,
    schema: text.refine((value) => Boolean(urlOf(value, ['smtp:', 'smtps:'])?.hostname)).optional(),
  },
  CASEMENT_SECRET_KEY: {
    about: 'Encrypts the secrets that the database holds, and signs sessions.',
    right: '32 bytes in base64 (`openssl rand -base64 32` makes them)',
    absent: 'generated into the data folder, readable by its owner only',
    secret: true,
    schema: secretKey,
  },
  CASEMENT_API_KEY: {
    about: 'On an empty database, becomes the first API key, with the role of owner.',
    right: 'at least 8 characters without spaces, hard to guess (`openssl rand -hex 24` makes them)',
    absent: 'no key until someone makes one',
    secret: true,
    schema: text.regex(/^[\x21-\x7e]{8,256}$/).optional(),
  },
  GRAPH_URL: {
    about: 'The platform that messages go to.',
    right: 'an address such as https://graph.facebook.com, or the emulator’s http://localhost:4010',
    absent: 'https://graph.facebook.com',
    schema: text
      .default('https://graph.facebook.com')
      .refine((value) => Boolean(urlOf(value, ['http:', 'https:'])))
      .transform((value) => value.replace(/\/+$/, '')),
  },
  META_ACCESS_TOKEN: {
    about: 'The access token of the first connection; afterwards the database holds it, encrypted.',
    right: 'the system user’s token from Meta Business Suite, without spaces',
    absent: 'connect an account in the dashboard',
    secret: true,
    schema: secretText(),
  },
  META_APP_SECRET: {
    about: 'The app secret of the first connection, with which Meta signs webhooks.',
    right: 'the secret from the app’s Basic settings, without spaces',
    absent: 'connect an account in the dashboard',
    secret: true,
    schema: secretText(),
  },
  META_VERIFY_TOKEN: {
    about: 'The word that Meta repeats when it checks the webhook’s address; you choose it.',
    right: 'the word you entered beside the callback URL in the app’s settings, without spaces',
    absent: 'connect an account in the dashboard',
    secret: true,
    schema: secretText(),
  },
  META_WABA_ID: {
    about: 'The WhatsApp Business Account of the first connection.',
    right: 'its id, digits only, such as 102290129340398',
    absent: 'connect an account in the dashboard',
    schema: text.regex(/^\d{1,32}$/).optional(),
  },
  LOG_LEVEL: {
    about: 'How much the hub writes to its log.',
    right: 'one of trace, debug, info, warn, error, fatal or silent',
    absent: 'info',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  },
  CASEMENT_POLL_MINUTES: {
    about: 'How often each account is asked for what no webhook tells: ratings, statuses, limits, names.',
    right: 'a whole number of minutes from 5 to 1440, such as 60',
    absent: '60',
    schema: text
      .regex(/^\d{1,4}$/)
      .default('60')
      .transform(Number)
      .refine((n) => n >= 5 && n <= 1_440),
  },
  CASEMENT_POLICY: {
    about:
      'Values of the platform that are uncertain, or that your account has otherwise, by the ids of their facts (docs/reference/policies.md). They hold for every policy.',
    right: 'JSON such as {"csw.reaction-opens": true}',
    absent: 'the values as published',
    explains: true,
    schema: text
      .transform((value, check): PolicyOverrides => {
        try {
          const given: unknown = JSON.parse(value)
          if (given === null || typeof given !== 'object' || Array.isArray(given)) throw new RangeError('It is no JSON object.')
          withOverrides(policies, given as PolicyOverrides)
          return given as PolicyOverrides
        } catch (error) {
          check.addIssue(error instanceof RangeError ? error.message : 'It is no JSON.')
          return z.NEVER
        }
      })
      .optional(),
  },
  CASEMENT_KEY_RATE: {
    about: 'How many requests a minute one API key or person may make, over all processes.',
    right: 'a whole number from 1 to 10000000, such as 120000',
    absent: '120000',
    schema: text
      .regex(/^\d{1,8}$/)
      .default('120000')
      .transform(Number)
      .refine((n) => n >= 1 && n <= 10_000_000),
  },
  CASEMENT_JOURNAL_DAYS: {
    about: 'How many days webhooks are kept as they came, and with them what could not be applied.',
    right: 'a whole number from 8 to 3650: the platform repeats a webhook for seven days',
    absent: '30',
    schema: days('30', 8),
  },
  CASEMENT_EVENTS_DAYS: {
    about: 'How many days the record of what happened is kept, which programs read to catch up.',
    right: 'a whole number from 7 to 3650',
    absent: '90',
    schema: days('90', 7),
  },
  CASEMENT_MESSAGES_DAYS: {
    about: 'How many days messages are kept, a month at a time. Contacts, threads and counts stay.',
    right: 'a whole number from 32 to 3650, or nothing',
    absent: 'messages are kept for good',
    schema: days(undefined, 32).optional(),
  },
  CASEMENT_DEMO: {
    about:
      'Whether `npm start` on an empty data folder shows a demo company with thirty days behind it, lived through the emulator before it is ready.',
    right: 'on, off, or how many of the thirty days to live, such as 7',
    absent: 'on',
    schema: text
      .regex(/^(on|off|[1-9]|[12]\d|30)$/)
      .default('on')
      .transform((value) => (value === 'on' ? 30 : value === 'off' ? 0 : Number(value))),
  },
  CASEMENT_PRIVATE_ENDPOINTS: {
    about:
      'Whether webhooks may be told to addresses in a private network, and without https. Beside an emulator they always may.',
    right: 'true or false',
    absent: 'false',
    schema: z
      .enum(['true', 'false'])
      .default('false')
      .transform((value) => value === 'true'),
  },
} as const satisfies Record<string, Variable>

export type VariableName = keyof typeof variables
export type VariableValues = { [Name in VariableName]: z.output<(typeof variables)[Name]['schema']> }

function postgresUrl() {
  return text.refine((value) => Boolean(urlOf(value, ['postgres:', 'postgresql:']))).optional()
}

function days(absent: string | undefined, least: number) {
  const counted = text
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .refine((n) => n >= least && n <= 3_650)
  return absent === undefined ? counted : counted.prefault(absent)
}

function secretText() {
  return text.regex(/^[\x21-\x7e]{1,4096}$/).optional()
}

function listed(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function urlOf(value: string, protocols: readonly string[]): URL | null {
  const url = URL.parse(value)
  return url && protocols.includes(url.protocol) ? url : null
}

function isOrigin(value: string): boolean {
  const url = urlOf(value, ['http:', 'https:'])
  return url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
}

const isHostName = (name: string) => isIP(name) !== 0 || (/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(name) && !/^[\d.]+$/.test(name))

function isProxyAddress(name: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(name)) return true
  const [address = '', bits, ...rest] = name.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
