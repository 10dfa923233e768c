import { dayIn, type FactValue, platformTime, policyAt } from '@casement/platform'
import { factsOn } from '@casement/platform/reference'
import { useQuery } from '@tanstack/react-query'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Chip } from '../controls/chip.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { factText } from '../rulebook/fact-text.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { CopyLine } from './copy-line.tsx'
import { cellClass, rowClass, Section, Table } from './section.tsx'

const t = words.settings.policy

type InForce = { readonly overrides: Readonly<Record<string, FactValue>>; readonly names: readonly string[] }

/** Which of the platform's values hold here otherwise than published, and which may. */
export function PolicyPage() {
  const { workspace } = useSession()
  const now = platformTime(usePlatformNow('minute'))
  const inForce = useQuery({
    queryKey: ['policy'],
    queryFn: ({ signal }) => request<InForce>('/v1/settings/policy', { signal }),
    staleTime: 0,
  })
  if (inForce.isError) return <ProblemNotice error={inForce.error} className="m-5" />
  if (!inForce.data) return null
  const { overrides, names } = inForce.data
  const facts = factsOn(dayIn(now, workspace.timeZone)).filter(({ id }) => names.includes(id))
  const open = facts.find(({ uncertain }) => uncertain)
  return (
    <>
      <Section title={t.title} hint={t.hint(policyAt(now).id)}>
        <CopyLine
          label={t.example}
          text={`CASEMENT_POLICY=${JSON.stringify({ ...overrides, ...(open && !(open.id in overrides) && typeof open.value === 'boolean' ? { [open.id]: !open.value } : {}) })}`}
        />
        <p className="mt-2 text-xs text-ink-3">{t.restart}</p>
      </Section>
      <Section title={t.valuesTitle} hint={t.valuesHint}>
        <Table label={t.valuesTitle} columns={t.columns}>
          {facts.map((fact) => (
            <tr key={fact.id} className={rowClass} data-testid="policy-value">
              <th scope="row" className={`${cellClass} text-start font-text`}>
                {fact.title}
                <code className="block font-mono text-2xs text-ink-3">{fact.id}</code>
              </th>
              <td className={cellClass}>
                {factText(fact.value)} {fact.unit === 'yes or no' ? '' : <span className="text-ink-3">{fact.unit}</span>}
                {fact.uncertain && <span className="block text-2xs text-warn-text">{words.rules.uncertain}</span>}
              </td>
              <td className={cellClass}>
                {fact.id in overrides ? <Chip tone="accent">{factText(overrides[fact.id] as FactValue)}</Chip> : t.asPublished}
              </td>
            </tr>
          ))}
        </Table>
      </Section>
    </>
  )
}
