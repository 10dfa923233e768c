import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** A short list of actions on one thing. Opened by its trigger, and by `open` where a key opens it too. */
export function Menu({
  trigger,
  label,
  children,
  ...control
}: {
  trigger: ReactNode
  label: string
  children: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
}) {
  return (
    <Radix.Root modal={false} {...control}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="opens z-50 min-w-44 rounded-md bg-raised p-1 shadow-pop outline-none"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function MenuItem({
  children,
  onSelect,
  checked,
  hint,
}: {
  children: ReactNode
  onSelect: () => void
  checked?: boolean
  hint?: ReactNode
}) {
  return (
    <Radix.Item
      onSelect={onSelect}
      className="flex h-8 cursor-pointer items-center gap-2 rounded-sm px-2 outline-none select-none data-[highlighted]:bg-hover"
    >
      {children}
      <span className="ms-auto flex items-center gap-2 ps-3 text-xs text-ink-3">
        {hint}
        {checked && <Check size={14} aria-hidden="true" />}
      </span>
    </Radix.Item>
  )
}
