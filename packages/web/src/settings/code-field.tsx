import type { HTMLInputTypeAttribute, ReactNode } from 'react'
import { Field } from './form.tsx'

/** A value of a machine, such as an id, a token or a code: written from left to right, and kept by no browser. */
export function CodeField({
  label,
  hint,
  error,
  className,
  type = 'text',
  digits = false,
  autoComplete = 'off',
  maxLength,
  value,
  testId,
  onChange,
}: {
  label: string
  hint?: ReactNode
  error: string | null
  className?: string
  type?: HTMLInputTypeAttribute
  /** A phone shows its keys for digits. */
  digits?: boolean
  autoComplete?: string
  maxLength?: number
  value: string
  testId?: string
  onChange: (value: string) => void
}) {
  return (
    <Field label={label} hint={hint} error={error} {...(className ? { className } : {})}>
      {(control) => (
        <input
          {...control}
          dir="ltr"
          type={type}
          {...(digits ? { inputMode: 'numeric' as const } : {})}
          autoComplete={autoComplete}
          maxLength={maxLength}
          value={value}
          data-testid={testId}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
