import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import pg from 'pg'

/**
 * A pooler in transaction mode, as PgBouncer is: clients come and go, and each of their transactions takes whichever of a few server
 * connections is free. Whatever a client leaves behind in a session (a setting, a lock, a prepared statement, LISTEN) is lost to it
 * and found by another, so a program that counts on its session does not survive here.
 */
export async function startTransactionPooler(
  databaseUrl: string,
  servers = 3,
): Promise<{ url: string; transactions(): number; stop(): Promise<void> }> {
  const free: Server[] = []
  const waiting: ((server: Server) => void)[] = []
  const all: Server[] = []
  let transactions = 0
  for (let i = 0; i < servers; i++) {
    const server = await openServer(databaseUrl)
    all.push(server)
    free.push(server)
  }
  const giveBack = (server: Server) => {
    transactions++
    const next = waiting.shift()
    if (next) next(server)
    else free.push(server)
  }
  // The one that waited longest, so that a client meets another one each time.
  const take = (): Promise<Server> => {
    const server = free.shift()
    return server ? Promise.resolve(server) : new Promise((resolve) => waiting.push(resolve))
  }

  const clients = new Set<Socket>()
  const listener = createServer((socket) => {
    clients.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => clients.delete(socket))
    serveClient(socket, take, giveBack)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(listener.address() as AddressInfo).port}`
  return {
    url: url.href,
    transactions: () => transactions,
    async stop() {
      for (const client of clients) client.destroy()
      listener.close()
      await Promise.all(all.map((server) => server.close()))
    },
  }
}

type Server = { socket: Socket; hear(listener: (bytes: Buffer, idle: boolean) => void): void; close(): Promise<void> }

/** A server connection that `pg` has signed in; from then on its bytes are ours. */
async function openServer(url: string): Promise<Server> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.setNoDelay(true)
  stream.removeAllListeners('data')
  let listener: (bytes: Buffer, idle: boolean) => void = () => {}
  const split = splitMessages()
  stream.on('data', (chunk: Buffer) => {
    for (const message of split(chunk)) listener(message, message[0] === 0x5a && message[5] === 0x49)
  })
  return {
    socket: stream,
    hear: (next) => {
      listener = next
    },
    close: async () => void stream.destroy(),
  }
}

const TERMINATE = 0x58

function serveClient(socket: Socket, take: () => Promise<Server>, giveBack: (server: Server) => void): void {
  let started = false
  let server: Server | null = null
  let asking = false
  let held: Buffer[] = []
  const split = splitMessages()
  socket.on('data', (chunk: Buffer) => {
    if (!started) {
      started = true
      socket.write(WELCOME)
      return
    }
    for (const message of split(chunk)) {
      if (message[0] === TERMINATE) {
        socket.end()
        continue
      }
      if (server) server.socket.write(message)
      else {
        held.push(message)
        if (!asking) void begin()
      }
    }
  })

  async function begin() {
    asking = true
    const taken = await take()
    asking = false
    server = taken
    taken.hear((bytes, idle) => {
      socket.write(bytes)
      if (!idle) return
      taken.hear(() => {})
      server = null
      giveBack(taken)
    })
    const messages = held
    held = []
    for (const message of messages) taken.socket.write(message)
  }
}

/** Cuts a stream into messages of the protocol: a letter, a length, the rest. */
function splitMessages(): (chunk: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const found: Buffer[] = []
    while (rest.length >= 5 && rest.length >= 1 + rest.readInt32BE(1)) {
      const length = 1 + rest.readInt32BE(1)
      found.push(rest.subarray(0, length))
      rest = rest.subarray(length)
    }
    return found
  }
}

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}
const setting = (name: string, value: string) => message('S', Buffer.from(`${name}\0${value}\0`))
/** Signed in without being asked; encoding and time zone as `pg` expects them; idle. */
const WELCOME = Buffer.concat([
  message('R', Buffer.alloc(4)),
  setting('client_encoding', 'UTF8'),
  setting('server_version', '18.0'),
  setting('TimeZone', 'UTC'),
  message('K', Buffer.alloc(8)),
  message('Z', Buffer.from('I')),
])
