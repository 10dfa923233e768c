import type { Content } from './messages.ts'

/** The fields of an answered form, as Meta sends them: a JSON text inside the message. Empty for anything else. */
export function flowAnswers(content: Content): readonly (readonly [string, string])[] {
  const interactive = content.interactive as { type?: string; nfm_reply?: { response_json?: unknown } } | undefined
  const json = interactive?.type === 'nfm_reply' ? interactive.nfm_reply?.response_json : undefined
  if (typeof json !== 'string') return []
  try {
    const answers = JSON.parse(json) as Record<string, unknown>
    return Object.entries(answers)
      .filter(([name]) => name !== 'flow_token')
      .map(
        ([name, value]) => [name, typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)] as const,
      )
  } catch {
    return []
  }
}
