import { dayIn, type FactValue, platformTime, policyAt } from '@casement/platform'
import { factsOn } from '@casement/platform/reference'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Chip } from '../controls/chip.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { factText } from '../rulebook/fact-text.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { CopyLine } from './copy-line.tsx'
import { POLICY_VARIABLE, usePolicyInForce } from './policy-in-force.ts'
import { cellClass, rowClass, Section, Table } from './section.tsx'

const t = words.settings.policy

/** Which of the platform's values hold here otherwise than published, and which may. */
export function PolicyPage() {
  const { workspace } = useSession()
  const now = platformTime(usePlatformNow('minute'))
  const inForce = usePolicyInForce()
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
          text={`${POLICY_VARIABLE}=${JSON.stringify({ ...overrides, ...(open && !(open.id in overrides) && typeof open.value === 'boolean' ? { [open.id]: !open.value } : {}) })}`}
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
                {fact.id in overrides ? (
                  <>
                    <Chip tone="accent">{factText(overrides[fact.id] as FactValue)}</Chip>
                    <span className="block text-2xs text-ink-3">{t.setBy(POLICY_VARIABLE)}</span>
                  </>
                ) : (
                  t.asPublished
                )}
              </td>
            </tr>
          ))}
        </Table>
      </Section>
    </>
  )
}
