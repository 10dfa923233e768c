import { clsx } from 'clsx'
import { type ReactNode, useId, useState } from 'react'
import { fieldClass } from './dialog.tsx'

/** A label, what belongs to it, and one line that helps. */
export function Field({
  label,
  hint,
  children,
}: {
  label: string
  hint?: string | undefined
  children: (id: string) => ReactNode
}) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      {children(id)}
      {hint && <p className="text-2xs leading-[1.4] text-ink-3">{hint}</p>}
    </div>
  )
}

export function TextField({
  label,
  value,
  onChange,
  hint,
  lines = 1,
  placeholder,
  type = 'text',
  mono = false,
  maxLength,
  testId,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: string | undefined
  lines?: number
  placeholder?: string
  type?: 'text' | 'time' | 'number' | 'url'
  mono?: boolean
  maxLength?: number
  testId?: string
}) {
  return (
    <Field label={label} hint={hint}>
      {(id) =>
        lines === 1 ? (
          <input
            id={id}
            type={type}
            value={value}
            dir="auto"
            placeholder={placeholder}
            maxLength={maxLength}
            data-testid={testId}
            onChange={(event) => onChange(event.currentTarget.value)}
            className={clsx(fieldClass, 'h-8', mono && 'font-mono text-xs')}
          />
        ) : (
          <textarea
            id={id}
            value={value}
            dir="auto"
            rows={lines}
            placeholder={placeholder}
            maxLength={maxLength}
            data-testid={testId}
            onChange={(event) => onChange(event.currentTarget.value)}
            className={clsx(
              fieldClass,
              'field-sizing-content max-h-80 resize-none py-1.5 leading-[1.45]',
              mono && 'font-mono text-xs',
            )}
          />
        )
      }
    </Field>
  )
}

export function NumberField({
  label,
  value,
  min,
  max,
  onChange,
}: {
  label: string
  value: number
  min: number
  max: number
  onChange: (value: number) => void
}) {
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          type="number"
          min={min}
          max={max}
          value={value}
          onChange={(event) => onChange(Number(event.currentTarget.value))}
          className={`${fieldClass} h-8 max-w-[220px]`}
        />
      )}
    </Field>
  )
}

/** Several values, one on each line. What is typed stays as typed; empty lines count for nothing. */
export function LinesField({
  label,
  values,
  onChange,
  hint,
}: {
  label: string
  values: readonly string[]
  onChange: (values: string[]) => void
  hint?: string
}) {
  const [typed, setTyped] = useState(values.join('\n'))
  const read = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  const shown = read(typed).join('\n') === values.join('\n') ? typed : values.join('\n')
  return (
    <TextField
      label={label}
      value={shown}
      lines={2}
      hint={hint}
      onChange={(text) => {
        setTyped(text)
        onChange(read(text))
      }}
    />
  )
}

export function SelectField<T extends string>({
  label,
  value,
  options,
  onChange,
  hint,
}: {
  label: string
  value: T
  options: readonly (readonly [T, string])[]
  onChange: (value: T) => void
  hint?: string
}) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <select
          id={id}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value as T)}
          className={clsx(fieldClass, 'h-8')}
        >
          {options.map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export function CheckField({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="flex items-start gap-2 text-xs leading-[1.45] text-ink-2">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} className="mt-0.5" />
      {label}
    </label>
  )
}
