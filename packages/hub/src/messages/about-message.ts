/** What a screen draws around a message `m`: the one it is about, what people put under it, and its file. */
export const ABOUT = `m.edited_at, m.revoked_at,
  (select jsonb_build_object('id', o.id, 'text', o.text, 'direction', o.direction) from wamids w
     join messages o on o.workspace_id = w.workspace_id and o.id = w.message_id
     where w.workspace_id = m.workspace_id and w.wamid = coalesce(m.content#>>'{context,id}', m.content#>>'{context,message_id}',
       m.content#>>'{reaction,message_id}', m.content#>>'{edit,original_message_id}', m.content#>>'{revoke,original_message_id}')) as about,
  (select jsonb_agg(jsonb_build_object('author', r.author, 'emoji', r.emoji, 'at', r.at) order by r.at) from message_reactions r
     where r.workspace_id = m.workspace_id and r.message_id = m.id and r.emoji <> '') as reactions,
  (select jsonb_build_object('id', f.id, 'state', f.state, 'mimeType', f.mime_type, 'filename', f.filename, 'bytes', f.bytes, 'because', f.because)
     from media_uses u join media f on f.workspace_id = u.workspace_id and f.id = u.media_id
     where u.workspace_id = m.workspace_id and u.message_id = m.id limit 1) as media,
  (select jsonb_agg(jsonb_build_object('url', l.url, 'clicks', h.hits, 'firstAt', h.first_at::timestamptz) order by h.first_at)
     from link_hits h join tracked_links l on l.workspace_id = h.workspace_id and l.key = h.key
     where h.workspace_id = m.workspace_id and h.message_id = m.id) as links`

export type AboutMessage = {
  edited_at: Date | null
  revoked_at: Date | null
  /** The message it quotes, reacts to, changes or takes back, where we have it. */
  about: { id: string; text: string; direction: 'in' | 'out' } | null
  reactions: { author: string; emoji: string; at: string }[] | null
  media: {
    id: string
    state: string
    mimeType: string
    filename: string | null
    bytes: number | null
    because: string | null
  } | null
  /** Its links that were followed. */
  links: { url: string; clicks: number; firstAt: string }[] | null
}

export const presentAbout = ({ about, reactions, media, links, edited_at, revoked_at }: AboutMessage) => ({
  ...(about ? { about } : {}),
  ...(reactions ? { reactions } : {}),
  ...(media ? { media } : {}),
  ...(links ? { links } : {}),
  ...(edited_at ? { editedAt: edited_at.toISOString() } : {}),
  ...(revoked_at ? { revokedAt: revoked_at.toISOString() } : {}),
})
