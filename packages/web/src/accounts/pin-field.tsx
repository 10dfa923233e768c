import { CodeField } from '../settings/code-field.tsx'
import { words } from '../strings/words.ts'

/** The two-step PIN of a number. */
export const PinField = ({
  pin,
  hint,
  error,
  testId,
  onChange,
}: {
  pin: string
  hint: string
  error: string | null
  testId: string
  onChange: (pin: string) => void
}) => (
  <CodeField
    label={words.accounts.register.pin}
    hint={hint}
    error={error}
    className="w-64"
    digits
    maxLength={6}
    value={pin}
    testId={testId}
    onChange={(typed) => onChange(typed.replace(/\D/g, ''))}
  />
)
