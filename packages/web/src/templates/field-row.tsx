import type { Finding } from '@casement/rules'
import { clsx } from 'clsx'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { words } from '../strings/words.ts'
import type { Component } from './template-api.ts'

export type Repairable = Finding & {
  readonly repair?: { readonly title: string; readonly components: readonly unknown[]; readonly name?: string }
}
export type Repairs = (repair: { components: readonly Component[]; name?: string }) => void

/** What is wrong or unwise here, each one sentence, with the change that puts it right where one can be made. */
export function FindingLines({ findings, onRepair }: { findings: readonly Repairable[]; onRepair: Repairs }) {
  if (findings.length === 0) return null
  return (
    <ul className="m-0 mt-1 grid list-none gap-1 p-0 text-xs" aria-live="polite">
      {findings.map((finding) => (
        <li
          key={`${finding.rule} ${finding.path} ${finding.fix}`}
          className="flex items-start gap-1.5"
          data-finding={finding.rule}
        >
          {finding.severity === 'error' ? (
            <CircleAlert size={13} className="mt-0.5 text-danger-text" aria-hidden="true" />
          ) : (
            <TriangleAlert size={13} className="mt-0.5 text-warn-text" aria-hidden="true" />
          )}
          <span className="min-w-0 flex-1">{finding.fix}</span>
          {finding.repair && (
            <button
              type="button"
              data-testid="repair"
              className="max-w-[50%] flex-none rounded-xs px-1 text-end font-medium break-words text-accent hover:text-accent-hover"
              onClick={() =>
                finding.repair &&
                onRepair({
                  components: finding.repair.components as readonly Component[],
                  ...(finding.repair.name === undefined ? {} : { name: finding.repair.name }),
                })
              }
            >
              {finding.repair.title}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

/** One part of the form: its name on the left, what one does on the right. */
export function FieldRow({
  label,
  hint,
  optional = false,
  children,
}: {
  label: string
  hint?: string | undefined
  optional?: boolean
  children: ReactNode
}) {
  return (
    <fieldset className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-4 gap-y-1 max-desk:grid-cols-1">
      <legend className="sr-only">{label}</legend>
      <p aria-hidden="true" className="pt-1.5 font-medium max-desk:pt-0">
        {label}
        {(hint || optional) && (
          <span className="block text-xs font-text text-ink-3 max-desk:ms-2 max-desk:inline">
            {hint ?? words.templateDesk.editor.optional}
          </span>
        )}
      </p>
      <div className="min-w-0">{children}</div>
    </fieldset>
  )
}

/** How much of a field is used; red once it is too much. */
export function Counter({ used, of, className }: { used: number; of: number; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={clsx('text-2xs whitespace-nowrap', used > of ? 'font-strong text-danger-text' : 'text-ink-3', className)}
    >
      {used.toLocaleString()} / {of.toLocaleString()}
    </span>
  )
}

/** A line of text with its counter. */
export function TextLine({
  label,
  value,
  most,
  invalid = false,
  placeholder,
  type = 'text',
  testId,
  onChange,
}: {
  label: string
  value: string
  most?: number
  invalid?: boolean
  placeholder?: string
  type?: 'text' | 'url' | 'tel'
  testId?: string
  onChange: (value: string) => void
}) {
  return (
    <span className="relative flex min-w-0 flex-1 items-center">
      <input
        type={type}
        aria-label={label}
        aria-invalid={invalid}
        placeholder={placeholder ?? label}
        value={value}
        dir="auto"
        data-testid={testId}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        className={clsx(
          'h-8 w-full min-w-0 rounded-sm bg-surface ps-2.5 shadow-[inset_0_0_0_1px_var(--line-strong)] outline-none focus-visible:shadow-[inset_0_0_0_1.5px_var(--accent)] aria-[invalid=true]:shadow-[inset_0_0_0_1.5px_var(--danger)] dark:bg-sunken max-desk:text-lg',
          most === undefined ? 'pe-2.5' : 'pe-16',
        )}
      />
      {most !== undefined && <Counter used={value.length} of={most} className="absolute end-2.5" />}
    </span>
  )
}
