import type { ReactNode } from 'react'

/** Nothing here: one sentence and one action, where the first row will be. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="px-5 py-4">
      <p className="max-w-[46ch] text-ink-2">{children}</p>
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}
