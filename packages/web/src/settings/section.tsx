import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { words } from '../strings/words.ts'

/** A part of a settings page: what it is for in one sentence, and its controls below. */
export function Section({
  title,
  hint,
  action,
  children,
  className,
}: {
  title: string
  hint?: ReactNode
  action?: ReactNode
  children?: ReactNode
  className?: string
}) {
  return (
    <section className={clsx('border-b border-line px-6 py-5 last:border-0 max-desk:px-4', className)}>
      <div className="mb-3 flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-[260px]">
          <h2 className="text-md font-strong tracking-tight">{title}</h2>
          {hint && <p className="max-w-[68ch] text-ink-2">{hint}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}

/** A table that scrolls by itself where the screen is narrower than it. */
export function Table({ label, columns, children }: { label: string; columns: readonly string[]; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
    <section className="overflow-x-auto" aria-label={words.settings.table(label)} tabIndex={0}>
      <table className="w-full border-collapse text-start text-xs">
        <thead>
          <tr className="text-ink-3">
            {columns.map((column) => (
              <th key={column} scope="col" className="py-1.5 pe-4 text-start font-medium whitespace-nowrap">
                {column === '' ? <span className="sr-only">{words.settings.actions}</span> : column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}

export const rowClass = 'border-t border-line align-middle'
export const cellClass = 'py-2 pe-4'
