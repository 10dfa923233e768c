import { openSecret, sealSecret } from '../access/secrets.ts'
import { type Db, row } from '../database/database.ts'

/** The app that the environment names; its webhooks come to the bare address. */
export const ENVIRONMENT_APP = 'environment'

export type AppSecret = { id: string; secret: string; verifyToken: string }
export type AppSecrets = { find(appId: string | undefined): Promise<AppSecret | null>; forget(): void }

/** Keeps an app's secrets, encrypted. */
export async function saveApp(db: Db, key: Buffer, app: AppSecret): Promise<void> {
  await db.query(
    `insert into apps (id, secret_sealed, verify_token_sealed) values ($1, $2, $3)
     on conflict (id) do update set secret_sealed = excluded.secret_sealed, verify_token_sealed = excluded.verify_token_sealed`,
    [
      app.id,
      sealSecret(app.secret, { key, purpose: `app:${app.id}/secret` }),
      sealSecret(app.verifyToken, { key, purpose: `app:${app.id}/verify-token` }),
    ],
  )
}

const REMEMBER_MS = 10_000

/** Looks apps up for the webhook route, remembering each for a few seconds: every webhook asks. */
export function createAppSecrets(db: Db, key: Buffer, monotonic: () => number = () => performance.now()): AppSecrets {
  const remembered = new Map<string, { app: AppSecret | null; until: number }>()
  return {
    async find(appId = ENVIRONMENT_APP) {
      const known = remembered.get(appId)
      if (known && known.until > monotonic()) return known.app
      const found = await row<{ secret_sealed: string; verify_token_sealed: string }>(
        db,
        'select secret_sealed, verify_token_sealed from apps where id = $1',
        [appId],
      )
      const app = found
        ? {
            id: appId,
            secret: openSecret(found.secret_sealed, { key, purpose: `app:${appId}/secret` }),
            verifyToken: openSecret(found.verify_token_sealed, { key, purpose: `app:${appId}/verify-token` }),
          }
        : null
      if (remembered.size > 100) remembered.clear()
      remembered.set(appId, { app, until: monotonic() + REMEMBER_MS })
      return app
    },
    forget: () => remembered.clear(),
  }
}
