import type { PolicyOverrides } from '@casement/platform'
import type { Retention } from '../database/retention.ts'
import { type VariableName, type VariableValues, variables } from './variables.ts'

/** What the hub was told to be. Read once, at the start; handed down by name. */
export type Config = {
  /** Addresses to listen on. */
  readonly hosts: readonly string[]
  readonly port: number
  /** The origin people and Meta use, without a trailing slash. */
  readonly publicUrl: string
  /** The origin of tracked links, without a trailing slash. */
  readonly linkUrl: string
  /** Everyone, nobody, a number of proxies, or their addresses. */
  readonly trustProxy: boolean | number | string[]
  readonly emulatorPort: number
  /** Absolute path. */
  readonly dataFolder: string
  /** Null: run the embedded PostgreSQL of the data folder. `directUrl` equals `url` unless a pooler stands between. */
  readonly database: { readonly url: string; readonly directUrl: string } | null
  readonly mediaStore: { readonly kind: 'pg' } | { readonly kind: 's3'; readonly url: string }
  /** What opens the bucket of `mediaStore`. */
  readonly bucketKey: { readonly accessKeyId: string | null; readonly secretAccessKey: string | null }
  readonly smtpUrl: string | null
  /** 32 bytes, or null when none was given: `loadSecretKey` then keeps one in the data folder. */
  readonly secretKey: Buffer | null
  readonly firstApiKey: string | null
  /** Without a trailing slash. */
  readonly graphUrl: string
  /** Seeds the first connection; afterwards the database holds these. */
  readonly meta: {
    readonly accessToken: string | null
    readonly appSecret: string | null
    readonly verifyToken: string | null
    readonly wabaId: string | null
  }
  readonly logLevel: VariableValues['LOG_LEVEL']
  /** Requests a minute that one key or person may make, over all processes. */
  readonly keyRate: number
  /** By the ids of facts, already checked. */
  readonly policyOverrides: PolicyOverrides
  readonly retention: Retention
  /** How often accounts are asked for what no webhook tells, in minutes of platform time. */
  readonly pollMinutes: number
  /** How many days of a demo company a first `casement start` lives; 0 for none. */
  readonly demoDays: number
  /** Outbound webhooks may go to private addresses too. */
  readonly privateEndpoints: boolean
}

export type Environment = Readonly<Record<string, string | undefined>>
export type ConfigReading =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] }

/**
 * Reads the whole environment at once, so that all that is wrong is said together: one sentence for each wrong variable, naming
 * it and what would be right. An empty value counts as absent. Touches neither disk nor network.
 */
export function readConfig(env: Environment): ConfigReading {
  const problems: string[] = []
  const values: Partial<Record<VariableName, unknown>> = {}
  for (const name of Object.keys(variables) as VariableName[]) {
    const given = env[name]?.trim() || undefined
    const read = variables[name].schema.safeParse(given)
    if (read.success) values[name] = read.data
    else problems.push(wrongValue(name, given, read.error.issues[0]?.message ?? ''))
  }
  problems.push(...contradictions(values as Partial<VariableValues>))
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: arrange(values as VariableValues) }
}

function wrongValue(name: VariableName, given: string | undefined, why: string): string {
  const variable = variables[name]
  const shown = 'secret' in variable ? 'has a wrong value' : `is "${given ?? ''}"`
  return 'explains' in variable ? `${name} ${shown}. ${why} Give ${variable.right}.` : `${name} ${shown}: give ${variable.right}.`
}

/** Values that are right alone and wrong together. */
function contradictions(values: Partial<VariableValues>): string[] {
  const found: string[] = []
  if (values.PORT !== undefined && values.PORT === values.EMULATOR_PORT) {
    found.push(`EMULATOR_PORT is ${values.PORT}, which is also PORT: give the emulator a port of its own, such as 4010.`)
  }
  if (values.DATABASE_DIRECT_URL && !values.DATABASE_URL) {
    found.push(
      'DATABASE_DIRECT_URL is set but DATABASE_URL is not: set DATABASE_URL too, or neither to use the embedded database.',
    )
  }
  return found
}

function arrange(values: VariableValues): Config {
  const publicUrl = values.PUBLIC_URL ?? `http://localhost:${values.PORT}`
  return {
    hosts: values.HOST,
    port: values.PORT,
    publicUrl,
    linkUrl: values.LINK_URL ?? publicUrl,
    trustProxy: values.TRUST_PROXY,
    emulatorPort: values.EMULATOR_PORT,
    dataFolder: values.CASEMENT_DATA,
    database: values.DATABASE_URL
      ? { url: values.DATABASE_URL, directUrl: values.DATABASE_DIRECT_URL ?? values.DATABASE_URL }
      : null,
    mediaStore: values.MEDIA_STORE,
    bucketKey: { accessKeyId: values.AWS_ACCESS_KEY_ID ?? null, secretAccessKey: values.AWS_SECRET_ACCESS_KEY ?? null },
    smtpUrl: values.SMTP_URL ?? null,
    secretKey: values.CASEMENT_SECRET_KEY ?? null,
    firstApiKey: values.CASEMENT_API_KEY ?? null,
    graphUrl: values.GRAPH_URL,
    meta: {
      accessToken: values.META_ACCESS_TOKEN ?? null,
      appSecret: values.META_APP_SECRET ?? null,
      verifyToken: values.META_VERIFY_TOKEN ?? null,
      wabaId: values.META_WABA_ID ?? null,
    },
    logLevel: values.LOG_LEVEL,
    keyRate: values.CASEMENT_KEY_RATE,
    policyOverrides: values.CASEMENT_POLICY ?? {},
    retention: {
      journalDays: values.CASEMENT_JOURNAL_DAYS,
      eventsDays: values.CASEMENT_EVENTS_DAYS,
      messagesDays: values.CASEMENT_MESSAGES_DAYS ?? null,
    },
    pollMinutes: values.CASEMENT_POLL_MINUTES,
    demoDays: values.CASEMENT_DEMO,
    privateEndpoints: values.CASEMENT_PRIVATE_ENDPOINTS,
  }
}
