import { mayActAs, ROLES, type Role } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'

/** The roles that somebody may give: their own and those below it. */
export function RoleChoice({
  value,
  onChange,
  testId,
  ...control
}: {
  value: Role
  onChange: (role: Role) => void
  testId: string
  id?: string
  className: string
  disabled?: boolean
  'aria-label'?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}) {
  const { role: mine } = useSession()
  return (
    <select {...control} value={value} data-testid={testId} onChange={(event) => onChange(event.currentTarget.value as Role)}>
      {ROLES.filter((one) => mayActAs(mine, one)).map((one) => (
        <option key={one} value={one}>
          {words.settings.role[one]}
        </option>
      ))}
    </select>
  )
}
