import { Dialog } from '../controls/dialog.tsx'
import { CopyLine } from './copy-line.tsx'

/** A secret that is shown once: to be copied now, for it is kept nowhere where it could be read again. */
export function OnceDialog({
  title,
  hint,
  label,
  secret,
  testId,
  onClose,
}: {
  title: string
  hint: string
  label: string
  secret: string
  testId: string
  onClose: () => void
}) {
  return (
    <Dialog title={title} hint={hint} onClose={onClose}>
      <CopyLine text={secret} label={label} testId={testId} />
    </Dialog>
  )
}
