import type pg from 'pg'
import type { Logger } from 'pino'
import { openSecret, sealSecret } from './access/secrets.ts'
import { type AccountTools, connectAccount } from './accounts/connect-account.ts'
import type { Config } from './config/config.ts'
import { row } from './database/database.ts'
import { type AppSecrets, ENVIRONMENT_APP, saveApp } from './journal/apps.ts'

/** What a token of a connected account is sealed for. */
export const tokenPurpose = (wabaId: string) => `waba:${wabaId}/token`

/**
 * The environment names the first connection; from then on the database holds it, and a changed environment is taken over.
 */
export function createFirstConnection({
  meta,
  workspaceId,
  pool,
  secretKey,
  apps,
  accountTools,
  log,
}: {
  meta: Config['meta']
  /** The workspace that the first start made. */
  workspaceId: string
  pool: pg.Pool
  secretKey: Buffer
  apps: AppSecrets
  accountTools: AccountTools
  log: Logger
}) {
  let trouble: string | null = null
  return {
    /** Why the account could not be read, as a sentence; null when it could. */
    trouble: () => trouble,
    /** Lets webhooks be checked, before anything else happens. */
    async seed() {
      const { appSecret, verifyToken } = meta
      if (!appSecret || !verifyToken) return
      await saveApp(pool, secretKey, { id: ENVIRONMENT_APP, secret: appSecret, verifyToken })
      apps.forget()
    },
    /** Whether the database holds the very same connection already, so that sends need not wait until the platform is asked again. */
    async isKept(): Promise<boolean> {
      const { accessToken, wabaId } = meta
      if (!accessToken || !wabaId) return true
      const kept = await row<{ token_sealed: string }>(
        pool,
        `select token_sealed from wabas where workspace_id = $1 and id = $2 and status <> 'REMOVED'`,
        [workspaceId, wabaId],
      )
      try {
        return (
          kept !== undefined && openSecret(kept.token_sealed, { key: secretKey, purpose: tokenPurpose(wabaId) }) === accessToken
        )
      } catch {
        return false
      }
    },
    async connect() {
      const { accessToken, wabaId } = meta
      if (!accessToken || !wabaId) return
      const tokenSealed = sealSecret(accessToken, { key: secretKey, purpose: tokenPurpose(wabaId) })
      const connection = { workspaceId, wabaId, appId: ENVIRONMENT_APP, token: accessToken, tokenSealed }
      try {
        await connectAccount(accountTools, connection)
      } catch (error) {
        trouble = `The account ${wabaId} could not be read: ${(error as Error).message}`
        log.error({ err: error }, trouble)
      }
    },
  }
}
