import { clsx } from 'clsx'
import { initials } from './initials.ts'

const sizes = {
  18: 'size-[18px] text-[9px]',
  20: 'size-5 text-[9px]',
  24: 'size-6 text-[10px]',
  26: 'size-[26px] text-[10.5px]',
} as const

/** Initials in a quiet circle: a person, not a colour. `raised` on a tinted ground, where the quiet fill would vanish. */
export function Face({ name, size = 18, raised = false }: { name: string; size?: keyof typeof sizes; raised?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'relative inline-grid flex-none place-items-center rounded-full font-strong text-ink-2 dark:bg-face',
        raised ? 'bg-surface' : 'bg-face',
        sizes[size],
      )}
    >
      {initials(name)}
    </span>
  )
}
