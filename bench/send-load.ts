import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type Load = { sent: number; accepted: number; seconds: number; p50Ms: number; p99Ms: number }

/**
 * Sends as fast as `connections` keep-alive connections can draw answers, for `seconds`. Written on bare sockets, so that the
 * load costs less than what it measures. `next` gives path and body of the n-th request.
 */
export async function sendLoad(
  port: number,
  token: string,
  next: (index: number) => { path: string; body: string },
  { connections = 32, seconds = 10, most = Number.POSITIVE_INFINITY, first = 0 } = {},
): Promise<Load> {
  const took: number[] = []
  let [sent, accepted] = [0, 0]
  const began = performance.now()
  const until = began + seconds * 1_000
  const request = () => {
    const { path, body } = next(first + sent++)
    return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  }
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      await once(socket, 'connect')
      while (performance.now() < until && sent < most) {
        const asked = performance.now()
        socket.write(request())
        const { status, text } = await answerOn(socket)
        took.push(performance.now() - asked)
        if (status !== 200) throw new Error(`A send was answered ${status}: ${text}`)
        accepted++
      }
      socket.destroy()
    }),
  )
  const passed = (performance.now() - began) / 1_000
  took.sort((a, b) => a - b)
  const at = (share: number) => Math.round((took[Math.floor(took.length * share)] ?? 0) * 10) / 10
  return { sent, accepted, seconds: passed, p50Ms: at(0.5), p99Ms: at(0.99) }
}

/** One whole answer: its head, and as many bytes as the head promises. */
function answerOn(socket: Socket): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (text.length < end + 4 + length) return
      socket.off('data', read)
      socket.off('error', reject)
      resolve({ status: Number(text.slice(9, 12)), text: text.slice(end + 4) })
    }
    socket.on('data', read)
    socket.once('error', reject)
  })
}
