import { Lock } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { buttonClass } from '../controls/button.tsx'

const HOLD_MS = 1_200

/** A button that does what cannot be undone: for many it is held down, by pointer or key, until its bar is full. */
export function HoldButton({
  hold,
  label,
  disabled,
  onConfirm,
}: {
  hold: boolean
  label: string
  disabled: boolean
  onConfirm: () => void
}) {
  const [held, setHeld] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const release = () => {
    clearTimeout(timer.current)
    setHeld(false)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const press = () => {
    if (disabled || !hold || held) return
    setHeld(true)
    timer.current = setTimeout(() => {
      setHeld(false)
      onConfirm()
    }, HOLD_MS)
  }
  return (
    <button
      type="button"
      disabled={disabled}
      data-testid="launch-campaign"
      className={`${buttonClass('primary')} relative h-10 w-full overflow-hidden`}
      onClick={() => !hold && onConfirm()}
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={release}
      onKeyDown={(event) => (event.key === ' ' || event.key === 'Enter') && !event.repeat && press()}
      onKeyUp={release}
      onBlur={release}
    >
      {hold && (
        <span
          aria-hidden="true"
          className="absolute inset-y-0 start-0 bg-current/25"
          style={{ width: held ? '100%' : '0%', transition: held ? `width ${HOLD_MS}ms linear` : 'none' }}
        />
      )}
      {hold && <Lock size={15} aria-hidden="true" />}
      {label}
    </button>
  )
}
