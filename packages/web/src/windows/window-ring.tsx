import type { ReactNode } from 'react'
import { arcLeft, dashedArc, type RingSize, ringCircles, solidArc } from './ring-geometry.ts'
import type { WindowNow } from './window.ts'
import { windowSpoken } from './window-words.ts'

/**
 * How much of the window is left: inner arc the customer service window, outer arc the free entry point, dashed while it is only
 * estimated. The place of the outer arc is always kept, so that rings align. Pass `quiet` where words beside it say the same.
 */
export function WindowRing({
  window,
  size,
  quiet,
  children,
}: {
  window: WindowNow
  size: RingSize
  quiet?: boolean
  children?: ReactNode
}) {
  const { inner, outer } = ringCircles[size]
  const left = solidArc(arcLeft(window.left, window.hours))
  const entryLeft = arcLeft(window.fep.left, window.fep.hours)
  const entry = window.fep.state === 'confirmed' ? solidArc(entryLeft) : dashedArc(entryLeft)
  const closed = window.state === 'closed'
  const ring = (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by its label, or hidden where words beside it say the same
    <svg
      className="window-ring"
      data-testid="window-ring"
      data-state={window.state}
      data-entry={window.fep.state}
      viewBox="0 0 40 40"
      width={size}
      height={size}
      {...(quiet ? { 'aria-hidden': true } : { role: 'img', 'aria-label': windowSpoken(window) })}
    >
      <circle className="track" cx="20" cy="20" r={inner.radius} strokeWidth={closed ? inner.stroke / 2 : inner.stroke} />
      {size === 104 && (
        <circle className="hours" cx="20" cy="20" r="13.9" pathLength="24" strokeDasharray="0.1 0.9" strokeDashoffset="0.05" />
      )}
      <circle
        className="left"
        cx="20"
        cy="20"
        r={inner.radius}
        strokeWidth={inner.stroke}
        pathLength="100"
        strokeDasharray={left.dasharray}
        strokeDashoffset={left.dashoffset}
      />
      {window.fep.open && (
        <circle
          className="entry"
          cx="20"
          cy="20"
          r={outer.radius}
          strokeWidth={outer.stroke}
          pathLength="100"
          strokeDasharray={entry.dasharray}
          strokeDashoffset={entry.dashoffset}
        />
      )}
    </svg>
  )
  if (!children) return ring
  return (
    <span className="relative grid flex-none place-items-center" style={{ width: size, height: size }}>
      <span className="absolute inset-0">{ring}</span>
      {children}
    </span>
  )
}
