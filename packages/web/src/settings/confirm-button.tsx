import { useEffect, useRef, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'

/** Asks once more in place before something is taken away. */
export function ConfirmButton({
  label,
  confirm,
  testId,
  onConfirm,
}: {
  label: string
  /** What the second press does, in words. */
  confirm: string
  testId?: string
  onConfirm: () => void
}) {
  const [asking, setAsking] = useState(false)
  const yes = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (asking) yes.current?.focus()
  }, [asking])
  if (!asking) {
    return (
      <Button size="sm" look="ghost" onClick={() => setAsking(true)} data-testid={testId}>
        {label}
      </Button>
    )
  }
  return (
    <span className="inline-flex items-center gap-1.5">
      <Button
        ref={yes}
        size="sm"
        look="danger"
        data-testid={testId && `${testId}-sure`}
        onClick={() => {
          setAsking(false)
          onConfirm()
        }}
      >
        {confirm}
      </Button>
      <Button size="sm" look="ghost" onClick={() => setAsking(false)}>
        {words.settings.keep}
      </Button>
    </span>
  )
}
