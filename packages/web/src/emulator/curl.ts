/** The same action for a terminal, against the emulator's own address. Quotes as a POSIX shell wants them. */
export function curlOf(emulatorUrl: string, method: string, path: string, body: unknown): string {
  const url = `${emulatorUrl.replace(/\/$/, '')}/_emulator${path}`
  const parts = ['curl', ...(method === 'POST' && body !== undefined ? [] : ['-X', method]), quote(url)]
  if (body !== undefined) parts.push('-H', quote('content-type: application/json'), '-d', quote(JSON.stringify(body)))
  return parts.join(' ')
}

const quote = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
