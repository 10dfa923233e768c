import { clsx } from 'clsx'
import type { ReactNode, Ref } from 'react'

/** A part of the page that scrolls by itself: named, and reachable by keyboard even when nothing inside takes the focus. */
export function ScrollRegion({
  label,
  role,
  className,
  children,
  ref,
}: {
  label: string
  role?: 'log' | 'region'
  className?: string
  children: ReactNode
  ref?: Ref<HTMLElement>
}) {
  return (
    <section
      ref={ref}
      aria-label={label}
      {...(role ? { role } : {})}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
      tabIndex={0}
      className={clsx('overflow-y-auto overscroll-contain focus-visible:shadow-[inset_0_0_0_2px_var(--accent)]', className)}
    >
      {children}
    </section>
  )
}
