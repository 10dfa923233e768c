import { words } from '../strings/words.ts'
import type { Waba } from './accounts.ts'
import { AddNumber } from './add-number.tsx'

const t = words.accounts

/** An account: in which money and days it counts, and whether anything keeps it from sending. */
export function WabaCard({ waba, admin }: { waba: Waba; admin: boolean }) {
  const troubles = [
    ...(waba.status && waba.status !== 'ACTIVE' ? [t.wabaStatus(waba.status.toLowerCase())] : []),
    ...(waba.reviewStatus && waba.reviewStatus !== 'APPROVED' ? [t.wabaReview(waba.reviewStatus.toLowerCase())] : []),
    ...(waba.paymentMissingSince ? [t.paymentMissing] : []),
    ...(waba.restrictions ?? []).map(
      ({ type, remediation }) => remediation ?? t.restricted(type.toLowerCase().replaceAll('_', ' ')),
    ),
  ]
  return (
    <div className="account-card account-waba" data-testid="waba">
      <h3 className="font-strong tracking-tight">{waba.name ?? t.waba}</h3>
      <p className="font-mono text-2xs text-ink-3">waba {waba.id}</p>
      <p className="mt-2 text-xs text-ink-2">{t.billing(waba.currency, waba.timeZone)}</p>
      {troubles.length === 0 ? (
        <p className="text-xs text-success-text">{t.canSend}</p>
      ) : (
        <ul className="m-0 list-none p-0 text-xs text-danger-text">
          {troubles.map((trouble) => (
            <li key={trouble}>{trouble}</li>
          ))}
        </ul>
      )}
      {admin && <AddNumber wabaId={waba.id} wabaName={waba.name ?? waba.id} />}
    </div>
  )
}
