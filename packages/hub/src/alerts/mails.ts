import type pg from 'pg'
import type { Logger } from 'pino'
import { type Db, rows } from '../database/database.ts'
import type { Severity } from './alert-kind.ts'

const SUBJECTS: Readonly<Record<Severity, string>> = { info: 'Good to know', warning: 'Look at this', critical: 'Act now' }

/** Queues a mail to every owner and administrator of the workspace for each alert. */
export async function queueMails(
  tx: Db,
  {
    workspaceId,
    alerts,
    publicUrl,
  }: {
    workspaceId: string
    alerts: readonly { id: string; severity: Severity; because: string; href: string }[]
    publicUrl: string
  },
): Promise<void> {
  if (alerts.length === 0) return
  await tx.query(
    `insert into alert_mails (workspace_id, id, alert_id, address, subject, body)
     select $1, gen_random_uuid(), item.id, person.email, item.subject, item.body
     from unnest($2::uuid[], $3::text[], $4::text[]) as item (id, subject, body)
     join memberships m on m.workspace_id = $1 and m.role in ('owner', 'admin')
     join auth."user" person on person.id = m.person_id and person.email not like '%@casement.local'
     on conflict (workspace_id, alert_id, address) do nothing`,
    [
      workspaceId,
      alerts.map(({ id }) => id),
      alerts.map(({ severity, because }) => `${SUBJECTS[severity]}: ${because.split(':')[0]}`.slice(0, 200)),
      alerts.map(({ because, href }) => `${because}\n\n${publicUrl}${href}\n`),
    ],
  )
}

export type Mailer = { wake(): void; stop(): Promise<void> }

const AT_ONCE = 20
const LEASE = `interval '2 minutes'`
const GIVE_UP_AFTER = `interval '1 day'`

type Mail = { workspace_id: string; id: string; address: string; subject: string; body: string; attempt: number }

/** Sends queued mails over SMTP, each until it was taken or a day has passed. Without an SMTP address none is kept. */
export function createMailer({
  pool,
  smtpUrl,
  from,
  log,
}: {
  pool: pg.Pool
  smtpUrl: string | null
  from: string
  log: Logger
}): Mailer {
  // Loaded only where mails can be sent.
  const transport =
    smtpUrl === null ? null : import('nodemailer').then(({ createTransport }) => createTransport(smtpUrl, { from }))
  let running: Promise<void> | null = null

  const run = async () => {
    if (!transport) return void (await pool.query('delete from alert_mails /* all workspaces: nothing can send them */'))
    await pool.query(`delete from alert_mails where queued_at < now() - ${GIVE_UP_AFTER} /* all workspaces: too late to warn */`)
    const claimed = await rows<Mail>(
      pool,
      `/* all workspaces: one process sends for all of them */
       update alert_mails m set retry_at = now() + ${LEASE}, attempt = m.attempt + 1
       from (select workspace_id, id from alert_mails where retry_at <= now() order by retry_at limit ${AT_ONCE} for update skip locked) due
       where m.workspace_id = due.workspace_id and m.id = due.id
       returning m.workspace_id, m.id, m.address, m.subject, m.body, m.attempt`,
    )
    await Promise.all(claimed.map((mail) => send(mail)))
  }

  const send = async ({ workspace_id, id, address, subject, body, attempt }: Mail) => {
    try {
      await (await transport)?.sendMail({ to: address, subject, text: body })
      await pool.query('delete from alert_mails where workspace_id = $1 and id = $2', [workspace_id, id])
    } catch (error) {
      log.warn({ err: error }, 'a mail about an alert was not taken')
      await pool.query(
        `update alert_mails set retry_at = now() + make_interval(secs => $3), last_failure = $4 where workspace_id = $1 and id = $2`,
        [workspace_id, id, Math.min(30 * 2 ** attempt, 3_600), (error as Error).message.slice(0, 500)],
      )
    }
  }

  return {
    wake() {
      running ??= run()
        .catch((error) => log.warn({ err: error }, 'mails could not be sent; trying again in a moment'))
        .finally(() => {
          running = null
        })
    },
    async stop() {
      await running
      ;(await transport)?.close()
    },
  }
}
