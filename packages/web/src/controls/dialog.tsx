import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { words } from '../strings/words.ts'
import { Button } from './button.tsx'

/** A question that has to be answered before one goes on: title, content, and what to do at the end of the content. */
export function Dialog({
  title,
  hint,
  onClose,
  width = 480,
  children,
}: {
  title: string
  /** One sentence below the title. */
  hint?: string | undefined
  onClose: () => void
  width?: number
  children: ReactNode
}) {
  return (
    <Radix.Root open onOpenChange={(open) => open || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(hint === undefined ? { 'aria-describedby': undefined } : {})}
          style={{ width }}
          className="opens fixed top-[max(16px,12dvh)] left-1/2 z-50 flex max-h-[calc(100dvh-max(32px,16dvh))] max-w-[calc(100vw-24px)] -translate-x-1/2 flex-col rounded-lg bg-raised shadow-pop outline-none"
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-strong tracking-tight">{title}</Radix.Title>
              {hint && <Radix.Description className="text-ink-2">{hint}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <Button look="ghost" size="sm" icon aria-label={words.templateDesk.close}>
                <X size={15} aria-hidden="true" />
              </Button>
            </Radix.Close>
          </div>
          <div className="min-h-0 overflow-y-auto px-5 pb-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export const fieldClass =
  'w-full min-w-0 rounded-sm bg-surface px-2.5 shadow-[inset_0_0_0_1px_var(--line-strong)] outline-none focus-visible:shadow-[inset_0_0_0_1.5px_var(--accent)] aria-[invalid=true]:shadow-[inset_0_0_0_1.5px_var(--danger)] dark:bg-sunken max-desk:text-lg'
