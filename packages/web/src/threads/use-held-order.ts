import { useEffect, useRef, useState } from 'react'
import { heldOrder } from './held-order.ts'

/** How long after its last movement a pointer still counts as about to press. */
const REST = 3_000

/**
 * Holds the order of rows while a pointer moves over them. Returns the ids to show, how many rows wait, a way to let them in, and
 * the handlers for the list. A change of `scope` (another view, another search) is asked for and never held.
 */
export function useHeldOrder(wanted: readonly string[], scope: string) {
  const [holding, setHolding] = useState(false)
  const shown = useRef<{ scope: string; ids: readonly string[] }>({ scope, ids: wanted })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const held = holding && shown.current.scope === scope && shown.current.ids.length > 0
  const order = held ? heldOrder(shown.current.ids, wanted) : { ids: wanted, waiting: 0 }
  shown.current = { scope, ids: order.ids }

  const release = () => {
    clearTimeout(timer.current)
    setHolding(false)
  }
  return {
    ...order,
    release,
    handlers: {
      onPointerMove: (event: { pointerType: string }) => {
        if (event.pointerType === 'touch') return
        clearTimeout(timer.current)
        timer.current = setTimeout(release, REST)
        if (!holding) setHolding(true)
      },
      onPointerLeave: release,
    },
  }
}
