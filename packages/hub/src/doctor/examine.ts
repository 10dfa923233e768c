import type pg from 'pg'
import { openSecret } from '../access/secrets.ts'
import type { Config } from '../config/config.ts'
import { readSecretKey } from '../config/secret-key.ts'
import { openDatabase, rows } from '../database/database.ts'
import { reachDatabase } from '../database/reach-database.ts'
import { createGraphClient } from '../graph/graph-client.ts'
import { type AppSecret, ENVIRONMENT_APP } from '../journal/apps.ts'
import { type Account, checkAccount } from './check-account.ts'
import { checkDatabase } from './check-database.ts'
import { appMissing, callbackOf, checkCallback, checkHub, checkPublicUrl } from './check-hub.ts'
import { checkPlatform, checkWorld } from './check-platform.ts'
import { type Finding, type Findings, fail, ok, warn } from './finding.ts'

type Known = { apps: AppSecret[]; accounts: Account[] }

/**
 * Checks a configuration from the inside out: database, secrets, hub, platform, then each account that the environment or the
 * database names. Changes nothing, but for one empty webhook that it posts to the hub's own callback.
 */
export async function* examine(config: Config): Findings {
  const pool = config.database ? openDatabase(config.database.url, { max: 2, name: 'casement doctor' }) : null
  const graph = createGraphClient({ graphUrl: config.graphUrl, connections: 2 })
  try {
    const reachable = yield* reach(config, pool)
    const known = yield* readSecrets(config, reachable ? pool : null)
    const { reached, emulator } = yield* checkPlatform(graph.url)
    const world = reachable && pool ? await checkWorld(pool, emulator) : null
    if (world) yield world

    yield checkPublicUrl(config.publicUrl, { emulated: emulator !== null })
    if (yield* checkHub(config.publicUrl)) {
      if (known.apps.length === 0) yield appMissing()
      for (const app of known.apps) yield* checkCallback(callbackOf(config.publicUrl, app, ENVIRONMENT_APP), app)
    }
    if (!reached) return
    if (known.accounts.length === 0)
      yield warn(
        'token',
        'No account is connected yet.',
        'Set META_ACCESS_TOKEN and META_WABA_ID, or connect one in the dashboard.',
      )
    for (const account of known.accounts) yield* checkAccount(graph, account, Date.now())
  } finally {
    await graph.close()
    await pool?.end()
  }
}

async function* reach(config: Config, pool: pg.Pool | null): AsyncGenerator<Finding, boolean> {
  if (!config.database || !pool) {
    yield warn(
      'database',
      'DATABASE_URL is not set, so the database of the data folder is not looked into.',
      'Set DATABASE_URL for `casement serve`; `npm start` brings its own and needs none.',
    )
    return false
  }
  try {
    await reachDatabase(config.database.url)
    if (config.database.directUrl !== config.database.url) await reachDatabase(config.database.directUrl)
  } catch (error) {
    yield fail('database', (error as Error).message, 'Nothing works without it: mend that first.')
    return false
  }
  yield* checkDatabase(pool)
  return true
}

/** What the environment and the database know of apps and accounts; what the database holds counts, as it does for the hub. */
async function* readSecrets(config: Config, pool: pg.Pool | null): AsyncGenerator<Finding, Known> {
  const { appSecret, verifyToken, accessToken, wabaId } = config.meta
  const apps = new Map<string, AppSecret>()
  const accounts = new Map<string, Account>()
  const key = await readSecretKey(config).catch((error: Error) => error)
  let closed: string | null = null
  if (key instanceof Error) yield fail('secret-key', key.message, 'Without it no stored secret can be opened.')
  else if (pool && (await hasTables(pool))) {
    const open = (sealed: string, purpose: string): string | null => {
      try {
        return key && openSecret(sealed, { key, purpose })
      } catch (error) {
        closed = (error as Error).message
        return null
      }
    }
    type SealedApp = { id: string; secret_sealed: string; verify_token_sealed: string }
    for (const { id, ...sealed } of await rows<SealedApp>(
      pool,
      'select id, secret_sealed, verify_token_sealed from apps order by id',
    )) {
      const secret = open(sealed.secret_sealed, `app:${id}/secret`)
      const verify = open(sealed.verify_token_sealed, `app:${id}/verify-token`)
      if (secret !== null && verify !== null) apps.set(id, { id, secret, verifyToken: verify })
      else closed ??= `The secrets of app ${id} need a key.`
    }
    type SealedAccount = { id: string; name: string; app_id: string; token_sealed: string }
    const stored = await rows<SealedAccount>(
      pool,
      'select id, name, app_id, token_sealed from wabas order by workspace_id, id /* all workspaces: a doctor looks at all accounts */',
    )
    for (const { id, name, app_id, token_sealed } of stored) {
      const token = open(token_sealed, `waba:${id}/token`)
      if (token !== null) accounts.set(id, accountOf(config, { id, name, token, app: apps.get(app_id) ?? null }))
      else closed ??= `The token of account ${id} needs a key.`
    }
    yield closed !== null
      ? fail('secret-key', closed, 'Give the CASEMENT_SECRET_KEY (or the data folder) that the hub runs with.')
      : config.secretKey
        ? ok('secret-key', 'The stored secrets can be opened.')
        : warn(
            'secret-key',
            'The secret key lives in the data folder of this machine only.',
            'Set CASEMENT_SECRET_KEY, the same for every process over this database, and keep a copy apart from the backups.',
          )
  }
  // The start takes the environment over, so it is what will hold.
  if (appSecret && verifyToken) apps.set(ENVIRONMENT_APP, { id: ENVIRONMENT_APP, secret: appSecret, verifyToken })
  if (accessToken && wabaId) {
    const app = apps.get(ENVIRONMENT_APP) ?? null
    accounts.set(wabaId, accountOf(config, { id: wabaId, name: accounts.get(wabaId)?.name ?? wabaId, token: accessToken, app }))
  }
  return { apps: [...apps.values()], accounts: [...accounts.values()] }
}

type StoredAccount = { id: string; name: string; token: string; app: AppSecret | null }

const accountOf = (config: Config, { id, name, token, app }: StoredAccount): Account => ({
  wabaId: id,
  name: name === id ? `account ${id}` : `${name} (${id})`,
  token,
  app,
  callback: callbackOf(config.publicUrl, app ?? { id: ENVIRONMENT_APP }, ENVIRONMENT_APP),
})

const hasTables = async (pool: pg.Pool): Promise<boolean> =>
  (await rows<{ there: boolean }>(pool, `select to_regclass('public.wabas') is not null as there`))[0]?.there === true
