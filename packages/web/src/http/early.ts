/** Requests made before the code that wants them is there, each handed out once, and only while it is news. */
const asked = new Map<string, Promise<Response>>()
const NEWS_MS = 10_000

/** Asks without waiting. Whatever goes wrong is met by who asks for it again. */
export function askEarly(path: string, headers: Record<string, string> = {}): void {
  const answer = fetch(path, { headers: { accept: 'application/json', ...headers }, credentials: 'same-origin' })
  answer.catch(() => asked.delete(path))
  asked.set(path, answer)
  setTimeout(() => asked.delete(path), NEWS_MS)
}

export function takeEarly(path: string): Promise<Response> | undefined {
  const answer = asked.get(path)
  asked.delete(path)
  return answer
}

export const forgetEarly = (): void => asked.clear()
