/**
 * Megabytes that a process holds right after a collection of garbage: what it cannot do without, however lazily it collects at other
 * times. The process was started with `--inspect=127.0.0.1:PORT`.
 */
export async function liveMbOf(inspectPort: number): Promise<number> {
  const [target] = (await (await fetch(`http://127.0.0.1:${inspectPort}/json/list`)).json()) as { webSocketDebuggerUrl: string }[]
  if (!target) throw new Error('Nothing to inspect.')
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await new Promise((opened, failed) => {
    socket.onopen = opened
    socket.onerror = failed
  })
  try {
    await ask(socket, 1, 'HeapProfiler.collectGarbage')
    const expression = 'process.memoryUsage().heapUsed + process.memoryUsage().external'
    const { result } = await ask<{ result: { value: number } }>(socket, 2, 'Runtime.evaluate', { expression })
    return Math.round(result.value / 1_048_576)
  } finally {
    socket.close()
  }
}

function ask<T>(socket: WebSocket, id: number, method: string, params: Record<string, unknown> = {}): Promise<T> {
  return new Promise((answered) => {
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as { id: number; result: T }
      if (answer.id === id) answered(answer.result)
    })
    socket.send(JSON.stringify({ id, method, params }))
  })
}
