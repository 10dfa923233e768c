import { clsx } from 'clsx'
import { Behind } from './behind.tsx'
import type { BehindSearch } from './insights-search.ts'

const SHOWN = 12

export type BarRow = {
  readonly label: string
  readonly value: number
  readonly text: string
  readonly behind?: BehindSearch
  /** A second bar to compare with. */
  readonly other?: { readonly value: number; readonly text: string }
}

/** Named amounts side by side, the longest bar the most; further ones are in the table. */
export function BarRows({ label, rows }: { label: string; rows: readonly BarRow[] }) {
  const most = Math.max(...rows.flatMap(({ value, other }) => [value, other?.value ?? 0]), 0)
  const width = (value: number) => `${most === 0 ? 0 : (value / most) * 100}%`
  return (
    <ul aria-label={label} className="grid gap-2">
      {rows.slice(0, SHOWN).map((row) => (
        <li key={row.label} className="grid grid-cols-[minmax(90px,132px)_minmax(0,1fr)_88px] items-center gap-3.5">
          <span className="truncate font-medium" title={row.label}>
            {row.label}
          </span>
          <span aria-hidden="true" className="grid gap-[3px]">
            <span className="h-[11px] rounded-[2px] bg-(--state-read)" style={{ width: width(row.value) }} />
            {row.other && (
              <span
                className="h-[11px] rounded-[2px] shadow-[inset_0_0_0_1.25px_var(--state-delivered)]"
                style={{ width: width(row.other.value) }}
              />
            )}
          </span>
          <span className={clsx('text-end tabular-nums', row.other ? 'text-xs leading-tight' : '')}>
            <b className="block font-medium">
              <Behind search={row.behind}>{row.text}</Behind>
            </b>
            {row.other && <span className="text-ink-3">{row.other.text}</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}
