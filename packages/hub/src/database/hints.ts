import pg from 'pg'

/**
 * LISTEN on a connection of its own, around any pooler. Hints may be lost, late or doubled: whoever waits for one also looks by
 * itself now and then. A broken connection is opened again after a second.
 */
export function listenForHints(url: string, channels: readonly string[], heard: (channel: string, payload: string) => void) {
  let client: pg.Client | null = null
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  const connect = async () => {
    const next = new pg.Client({ connectionString: url, application_name: 'casement hints' })
    client = next
    const again = () => {
      if (stopped || client !== next) return
      client = null
      next.end().catch(() => {})
      timer = setTimeout(connect, 1_000)
    }
    next.on('error', again)
    next.on('end', again)
    next.on('notification', (message) => heard(message.channel, message.payload ?? ''))
    try {
      await next.connect()
      for (const channel of channels) await next.query(`listen ${channel}`)
    } catch {
      again()
    }
  }
  const ready = connect()

  return {
    ready,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
