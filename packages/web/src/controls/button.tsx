import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

export type ButtonLook = 'plain' | 'primary' | 'ghost' | 'phone' | 'danger'
export type ButtonSize = 'md' | 'sm'

const looks: Record<ButtonLook, string> = {
  plain: 'bg-surface shadow-control hover:bg-hover dark:bg-raised',
  primary: 'bg-primary text-ink-on-primary hover:bg-primary-hover',
  ghost: 'text-ink-2 hover:bg-hover aria-pressed:bg-hover aria-pressed:text-ink',
  phone: 'text-phone-ink hover:bg-phone-in',
  danger: 'bg-surface text-danger-text shadow-control hover:bg-danger-tint dark:bg-raised',
}

export const buttonClass = (look: ButtonLook = 'plain', size: ButtonSize = 'md', icon = false): string =>
  clsx(
    'inline-flex flex-none items-center justify-center gap-1.5 rounded-sm font-medium whitespace-nowrap transition-quick',
    'disabled:cursor-default disabled:opacity-50 aria-disabled:cursor-default aria-disabled:opacity-50',
    size === 'md' ? 'h-8' : 'h-[26px] text-xs',
    icon ? (size === 'md' ? 'w-8' : 'w-[26px]') : size === 'md' ? 'px-3' : 'px-[9px]',
    looks[look],
  )

/** Ink for the one thing a pane is for, outlined for the rest. */
export function Button({
  look = 'plain',
  size = 'md',
  icon = false,
  className,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { look?: ButtonLook; size?: ButtonSize; icon?: boolean }) {
  return <button type={type} className={clsx(buttonClass(look, size, icon), className)} {...rest} />
}
