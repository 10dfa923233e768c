import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'

/** A small form that hangs above the box: named, closed by Escape, gives the focus back to the box. */
export function Panel({
  title,
  onClose,
  align = 'end',
  width = 'w-[300px]',
  children,
}: {
  title: string
  onClose: () => void
  align?: 'start' | 'end'
  width?: string
  children: ReactNode
}) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    panel.current?.querySelector<HTMLElement>('input, textarea, select')?.focus()
    return () => before?.focus()
  }, [])
  return (
    <section
      ref={panel}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
      className={`opens absolute bottom-[calc(100%+8px)] z-20 max-h-[60dvh] max-w-[calc(100vw-24px)] overflow-y-auto rounded-md bg-raised p-3 text-start shadow-pop ${width} ${align === 'end' ? 'end-0' : 'start-0'}`}
    >
      <div className="mb-2 flex items-center">
        <h3 className="flex-1 text-xs font-strong">{title}</h3>
        <Button size="sm" look="ghost" icon onClick={onClose} aria-label={words.desk.media.close}>
          <X size={14} aria-hidden="true" />
        </Button>
      </div>
      {children}
    </section>
  )
}

const inputLook =
  'w-full rounded-sm bg-surface px-2.5 text-sm text-ink shadow-[inset_0_0_0_1px_var(--line-strong)] outline-none focus:shadow-[inset_0_0_0_1.5px_var(--accent)] dark:bg-sunken max-desk:text-lg'

/** One labelled line of a form. */
export function Line({
  label,
  value,
  onChange,
  multiline = false,
  ...rest
}: {
  label: string
  value: string
  onChange: (value: string) => void
  multiline?: boolean
  placeholder?: string
  type?: 'text' | 'tel' | 'email' | 'url' | 'datetime-local'
  min?: string
  inputMode?: 'decimal' | 'tel'
}) {
  const id = useId()
  return (
    <label htmlFor={id} className="mb-2 grid gap-0.5 text-2xs text-ink-3">
      {label}
      {multiline ? (
        <textarea
          id={id}
          rows={3}
          dir="auto"
          value={value}
          placeholder={rest.placeholder}
          onChange={(event) => onChange(event.currentTarget.value)}
          className={`${inputLook} resize-y py-1.5`}
        />
      ) : (
        <input
          id={id}
          dir="auto"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          className={`${inputLook} h-[30px]`}
          {...rest}
        />
      )}
    </label>
  )
}
