import type { Finding } from '@casement/rules'
import { CircleAlert, TriangleAlert } from 'lucide-react'

/** What the checks found in a message, errors first: each one sentence that says what to do. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null
  const sorted = findings.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'))
  return (
    <ul className="m-0 list-none px-3.5 py-0.5 text-xs" aria-live="polite">
      {sorted.map((finding) => (
        <li key={`${finding.rule} ${finding.path}`} className="flex gap-1.5 py-0.5">
          {finding.severity === 'error' ? (
            <CircleAlert size={13} className="mt-0.5 text-danger-text" aria-hidden="true" />
          ) : (
            <TriangleAlert size={13} className="mt-0.5 text-warn-text" aria-hidden="true" />
          )}
          <span className={finding.severity === 'error' ? 'text-danger-text' : 'text-warn-text'}>{finding.fix}</span>
        </li>
      ))}
    </ul>
  )
}
