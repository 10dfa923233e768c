import { hkdfSync } from 'node:crypto'
import type { Db } from '../database/database.ts'
import { linkKey, writeCode } from './link-code.ts'
import { linksOf, rewriteLinks } from './rewrite-links.ts'

export type LinkOwner = { campaignId: string } | { messageId: string }
type Message = { type: string } & Record<string, unknown>
/** `everything`: all links that may be changed; else only those that lead nowhere unless they are. */
export type Tracking = { workspaceId: string; owner: LinkOwner; everything: boolean }
export type Tracked = { message: Message; components: readonly Record<string, unknown>[]; recipient: number }

/** Leads links of ours through a redirect that counts who follows them. */
export type LinkTracker = {
  /** What every tracked link begins with, such as `https://go.example.com/r/`. */
  readonly base: string
  readonly secret: Buffer
  /** The messages with their links replaced; where they lead is kept in the same transaction. */
  track(tx: Db, asked: Tracking, items: readonly Tracked[]): Promise<Message[]>
}

export function createLinkTracker({ linkUrl, secretKey }: { linkUrl: string; secretKey: Buffer }): LinkTracker {
  const base = `${linkUrl}/r/`
  const secret = Buffer.from(hkdfSync('sha256', secretKey, '', 'casement tracked links', 32))
  return {
    base,
    secret,
    async track(tx, { workspaceId, owner, everything }, items) {
      const campaignId = 'campaignId' in owner ? owner.campaignId : null
      const messageId = 'messageId' in owner ? owner.messageId : null
      const urls = new Map<string, Buffer>()
      const keyOf = (url: string): Buffer => {
        const key = urls.get(url) ?? linkKey(secret, workspaceId, campaignId ?? messageId ?? '', url)
        urls.set(url, key)
        return key
      }
      const messages = items.map(({ message, components, recipient }) =>
        rewriteLinks(message, {
          buttons: linksOf(components),
          base,
          everything,
          through: (url) => base + writeCode(secret, { key: keyOf(url), recipient }),
        }),
      )
      if (urls.size > 0) await keep(tx, workspaceId, { campaignId, messageId }, urls)
      return messages
    },
  }
}

async function keep(
  tx: Db,
  workspaceId: string,
  { campaignId, messageId }: { campaignId: string | null; messageId: string | null },
  urls: ReadonlyMap<string, Buffer>,
): Promise<void> {
  // One order in all transactions.
  const sorted = [...urls].sort((a, b) => Buffer.compare(a[1], b[1]))
  const keys = sorted.map(([, key]) => key)
  await tx.query(
    `insert into tracked_links (workspace_id, key, url, campaign_id, message_id)
     select $1, l.key, l.url, $2, $3 from unnest($4::bytea[], $5::text[]) as l (key, url) on conflict do nothing`,
    [workspaceId, campaignId, messageId, keys, sorted.map(([url]) => url)],
  )
  await tx.query(
    `insert into link_routes (key, workspace_id) select l.key, $1 from unnest($2::bytea[]) as l (key) on conflict do nothing`,
    [workspaceId, keys],
  )
}
