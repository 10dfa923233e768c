import { cn } from './cn.ts'
import { initials } from './initials.ts'

const sizes = {
  18: 'size-[18px] text-[9px]',
  20: 'size-5 text-[9px]',
  24: 'size-6 text-[10px]',
  26: 'size-[26px] text-[10.5px]',
} as const

/** Initials in a quiet circle: a person, not a colour. */
export function Face({ name, size = 18, className }: { name: string; size?: keyof typeof sizes; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn(
        'relative inline-grid flex-none place-items-center rounded-full bg-face font-strong text-ink-2',
        sizes[size],
        className,
      )}
    >
      {initials(name)}
    </span>
  )
}
