import type { Graph } from '@casement/rules/automation'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type Automation, saveAutomation } from './automation-api.ts'

export type SaveState = 'saved' | 'saving' | 'failed'

const REST_MS = 600

/** The drawing in hand, kept a moment after the last change. What could not be kept stays here, and is tried again with the next. */
export function useDrawing(automation: Automation) {
  const client = useQueryClient()
  const [graph, setGraph] = useState(automation.graph)
  const [state, setState] = useState<SaveState>('saved')
  const [error, setError] = useState<unknown>(null)
  const waiting = useRef<Graph | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const under = useRef<Promise<void>>(Promise.resolve())

  /** Keeps what waits; resolves when it is kept, or has failed. */
  const flush = useCallback((): Promise<void> => {
    clearTimeout(timer.current)
    under.current = under.current.then(async () => {
      const next = waiting.current
      if (!next) return
      waiting.current = null
      try {
        const kept = await saveAutomation(automation.id, { graph: next })
        client.setQueryData(['automations', automation.id], kept)
        setError(null)
        setState(waiting.current ? 'saving' : 'saved')
      } catch (problem) {
        waiting.current ??= next
        setError(problem)
        setState('failed')
      }
    })
    return under.current
  }, [automation.id, client])

  const change = useCallback(
    (next: Graph) => {
      setGraph(next)
      setState('saving')
      waiting.current = next
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), REST_MS)
    },
    [flush],
  )
  useEffect(() => () => void flush(), [flush])
  return { graph, change, state, error, flush }
}
