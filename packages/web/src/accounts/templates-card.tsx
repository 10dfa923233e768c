import { Link } from '@tanstack/react-router'
import { words } from '../strings/words.ts'
import type { Waba } from './accounts.ts'

const t = words.accounts
const colours: Readonly<Record<string, string>> = {
  APPROVED: 'var(--success)',
  PENDING: 'var(--state-held)',
  IN_APPEAL: 'var(--state-held)',
  PAUSED: 'var(--warn)',
  REJECTED: 'var(--danger)',
  DISABLED: 'var(--danger)',
}

/** How many templates an account has, by what the platform says of them. */
export function TemplatesCard({ waba }: { waba: Waba }) {
  const standings = Object.entries(waba.templates ?? {}).sort(([, a], [, b]) => b - a)
  const total = standings.reduce((sum, [, n]) => sum + n, 0)
  return (
    <div className="account-card" data-testid="templates-of">
      <h4 className="font-strong tracking-tight">
        <Link to="/templates" className="hover:underline">
          {t.templates(total)}
        </Link>
      </h4>
      {total > 0 && (
        <div className="my-2 flex h-2 gap-0.5 overflow-hidden rounded-full" aria-hidden="true">
          {standings.map(([status, n]) => (
            <span key={status} style={{ flex: n, background: colours[status] ?? 'var(--state-queued)' }} />
          ))}
        </div>
      )}
      <ul className="m-0 flex list-none flex-wrap gap-x-3 gap-y-1 p-0 text-xs text-ink-2">
        {standings.map(([status, n]) => (
          <li key={status} className="flex items-center gap-1.5">
            <span
              className="size-2 rounded-full"
              style={{ background: colours[status] ?? 'var(--state-queued)' }}
              aria-hidden="true"
            />
            {t.templateState(n, t.templateStates[status as keyof typeof t.templateStates] ?? status.toLowerCase())}
          </li>
        ))}
      </ul>
    </div>
  )
}
