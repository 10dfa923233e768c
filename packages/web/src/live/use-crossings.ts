import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

/**
 * Time alone changes what the hub would answer, and it sends no event for that: when `state` (whatever the clock decides here)
 * becomes another for the same `subject`, these queries are asked again.
 */
export function useCrossings(subject: string, state: string, ...keys: readonly QueryKey[]): void {
  const client = useQueryClient()
  const before = useRef({ subject, state })
  const stale = useRef(keys)
  stale.current = keys
  useEffect(() => {
    const crossed = before.current.subject === subject && before.current.state !== state
    before.current = { subject, state }
    if (!crossed) return
    for (const queryKey of stale.current) void client.invalidateQueries({ queryKey })
  }, [client, subject, state])
}
