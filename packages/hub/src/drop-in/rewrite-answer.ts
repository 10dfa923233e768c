/** What must not stand in an answer as the platform wrote it, and what stands there instead. */
export type Rewriting = {
  /** The account's own token, and the caller's key that takes its place. */
  token: string
  key: string
  /** Beginnings of addresses on the platform, and of the same things here: the first that fits is taken. */
  addresses: readonly { from: string; to: string }[]
}

const TEXT = /"(?:[^"\\]|\\.)*"/g
const A_TOKEN = /("(?:access_token|page_token)"\s*:\s*)"(?:[^"\\]|\\.)*"/g

/**
 * An answer in JSON with links that lead back to us and no token in it. Works text by text and leaves everything else as it came,
 * byte for byte, so that long numbers and the platform's own escapes survive.
 */
export function rewriteJson(json: string, rewriting: Rewriting): string {
  const rewritten = json.replace(TEXT, (quoted) => {
    const text = readText(quoted)
    if (text === null) return quoted
    const changed = rewriteText(text, rewriting)
    return changed === text ? quoted : JSON.stringify(changed)
  })
  // Tokens that are not the account's, such as those of its pages, are nobody's business here.
  return rewritten.replace(A_TOKEN, '$1"[hidden]"')
}

/** One text, such as a link or a header. */
export function rewriteText(text: string, { token, key, addresses }: Rewriting): string {
  const address = addresses.find(({ from }) => text === from || text.startsWith(`${from}/`) || text.startsWith(`${from}?`))
  const led = address ? address.to + text.slice(address.from.length) : text
  return led.replaceAll(token, key).replaceAll(encodeURIComponent(token), encodeURIComponent(key))
}

function readText(quoted: string): string | null {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return null
  }
}
