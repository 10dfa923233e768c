import { clsx } from 'clsx'
import { Download } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { Behind } from './behind.tsx'
import { csvText, download } from './csv.ts'
import type { BehindSearch } from './insights-search.ts'

export type Cell = { readonly text: string; readonly value?: string | number | null; readonly behind?: BehindSearch }
export type Table = { readonly heads: readonly string[]; readonly rows: readonly (readonly (Cell | string | number)[])[] }

const cellOf = (cell: Cell | string | number): Cell =>
  typeof cell === 'object' ? cell : { text: typeof cell === 'number' ? cell.toLocaleString() : cell, value: cell }

/**
 * One question with its answer in a sentence, and what lies behind it: as a picture or as a table, whichever one reads, and as a file.
 */
export function Section({
  question,
  answer,
  file,
  table,
  choice,
  error,
  onRetry,
  wide = false,
  children,
}: {
  question: string
  answer: ReactNode
  /** Name of the file, without its ending. */
  file: string
  table: Table
  choice?: ReactNode
  error?: unknown
  onRetry?: () => void
  wide?: boolean
  children: ReactNode
}) {
  const [asTable, setAsTable] = useState(false)
  const heading = useId()
  const spoken = words.insights
  const save = () =>
    download(
      `${file}.csv`,
      csvText(
        table.heads,
        table.rows.map((row) => row.map((cell) => cellOf(cell)).map(({ text, value }) => (value === undefined ? text : value))),
      ),
    )
  return (
    <section
      aria-labelledby={heading}
      className={clsx('flex min-w-0 flex-col border-b border-line px-6 py-5 max-desk:px-4', wide && 'col-span-full')}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-3">
        <span>{question}</span>
        <span className="ms-auto flex items-center gap-1">
          <Button look="ghost" size="sm" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {spoken.table}
          </Button>
          <Button look="ghost" size="sm" disabled={table.rows.length === 0} onClick={save} aria-label={spoken.saveAs(question)}>
            <Download size={14} aria-hidden="true" />
            CSV
          </Button>
        </span>
      </div>
      <h2 id={heading} className="mt-1 text-md font-strong tracking-tight text-balance">
        {answer}
      </h2>
      {choice && <div className="mt-3 flex flex-wrap items-center gap-2">{choice}</div>}
      <div className="mt-4 min-h-0 flex-1">
        {error ? (
          <ProblemNotice error={error} {...(onRetry ? { onRetry } : {})} />
        ) : asTable ? (
          <TableView table={table} label={question} />
        ) : (
          children
        )}
      </div>
    </section>
  )
}

export function TableView({ table, label }: { table: Table; label: string }) {
  if (table.rows.length === 0) return <p className="text-ink-3">{words.insights.nothing}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
    <section className="max-h-80 overflow-auto" aria-label={label} tabIndex={0}>
      <table className="w-full text-start">
        <thead className="text-xs text-ink-3">
          <tr className="border-b border-line">
            {table.heads.map((head, column) => (
              <th
                key={head}
                scope="col"
                className={clsx('sticky top-0 bg-surface pe-4 pb-1.5 font-medium', column === 0 ? 'text-start' : 'text-end')}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => {
            const cells = row.map(cellOf)
            return (
              <tr key={cells.map(({ text }) => text).join('|')} className="border-b border-line last:border-0">
                {cells.map((cell, column) => (
                  <td
                    key={table.heads[column]}
                    className={clsx('py-1.5 pe-4 tabular-nums', column > 0 && 'text-end whitespace-nowrap')}
                  >
                    <Behind search={cell.behind}>{cell.text}</Behind>
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
