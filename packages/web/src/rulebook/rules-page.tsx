import { dayIn, type FactValue, platformTime, policyAt } from '@casement/platform'
import { factsOn } from '@casement/platform/reference'
import { rulebook } from '@casement/rules'
import { Link } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Chip } from '../controls/chip.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { useSession } from '../session/session.ts'
import { POLICY_VARIABLE, usePolicyInForce } from '../settings/policy-in-force.ts'
import { words } from '../strings/words.ts'
import { factText } from './fact-text.ts'

/** What decides a send and every number WhatsApp says, on any day: printed from the data that the product decides by. */
export function RulesPage() {
  const { workspace } = useSession()
  const today = dayIn(platformTime(usePlatformNow('minute')), workspace.timeZone)
  const [chosenDay, setDay] = useState<string | null>(null)
  const [search, setSearch] = useState('')
  const day = chosenDay ?? today
  const wanted = search.trim().toLowerCase()
  const matches = (...texts: readonly string[]) => wanted === '' || texts.join(' ').toLowerCase().includes(wanted)
  const rules = rulebook.filter((rule) => matches(rule.id, rule.because, rule.source))
  const facts = useMemo(() => factsOn(day), [day]).filter((fact) =>
    matches(fact.id, fact.title, fact.source, factText(fact.value)),
  )
  const overrides = usePolicyInForce().data?.overrides ?? {}
  const replaced = Object.keys(overrides).length
  const policy = policyAt(platformTime(`${day}T12:00:00Z`))
  const input = 'h-8 rounded-sm bg-surface px-2.5 shadow-[inset_0_0_0_1px_var(--line-strong)] dark:bg-sunken'

  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2.5 border-b border-line px-5 py-2 max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight">{words.nav.rules}</h1>
        <Chip>{words.rules.policy(policy.id)}</Chip>
        {replaced > 0 && (
          <Link
            to="/settings/$section"
            params={{ section: 'policy' }}
            className="text-xs text-accent underline underline-offset-2"
          >
            {words.rules.replaced(replaced, POLICY_VARIABLE)}
          </Link>
        )}
        <span className="flex-1" />
        <label className={`${input} flex items-center gap-2 max-desk:w-full`}>
          <Search size={14} className="text-ink-3" aria-hidden="true" />
          <input
            type="search"
            aria-label={words.rules.search}
            placeholder={words.rules.search}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            className="min-w-0 flex-1 bg-transparent outline-none focus-visible:shadow-none"
          />
        </label>
        <input
          type="date"
          aria-label={words.rules.day}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value || null)}
          className={input}
        />
      </header>
      <ScrollRegion label={words.nav.rules} className="min-h-0 flex-1 px-5 py-5 max-desk:px-4">
        <h2 className="text-md font-strong tracking-tight">{words.rules.rulebook}</h2>
        <p className="mb-3 max-w-[72ch] text-ink-2">{words.rules.rulebookHow}</p>
        <ol className="m-0 mb-8 max-w-[920px] list-none p-0">
          {rules.map((rule) => (
            <li
              key={rule.id}
              className="grid grid-cols-[220px_minmax(0,1fr)_auto] gap-4 border-t border-line py-2 max-desk:grid-cols-1 max-desk:gap-0.5"
            >
              <code className="font-mono text-xs">{rule.id}</code>
              <span>{rule.because}</span>
              <span className="text-xs text-ink-3">{rule.code === null ? words.rules.ours : words.rules.code(rule.code)}</span>
            </li>
          ))}
        </ol>
        <h2 className="text-md font-strong tracking-tight">{words.rules.facts}</h2>
        <p className="mb-3 max-w-[72ch] text-ink-2">{words.rules.factsHow(facts.length)}</p>
        <ul className="m-0 max-w-[920px] list-none p-0">
          {facts.map((fact) => (
            <li
              key={`${fact.id} ${fact.from}`}
              className="grid grid-cols-[minmax(0,1fr)_200px_150px] gap-4 border-t border-line py-2 max-desk:grid-cols-1 max-desk:gap-0.5"
            >
              <span>
                {fact.title}
                <code className="block font-mono text-2xs text-ink-3">{fact.id}</code>
                {fact.note && <span className="block max-w-[72ch] text-xs text-ink-3">{fact.note}</span>}
              </span>
              <span className="font-medium">
                {factText(fact.value)} <span className="font-text text-ink-3">{fact.unit === 'yes or no' ? '' : fact.unit}</span>
                {fact.id in overrides && (
                  <span className="block text-xs text-accent" data-testid="replaced">
                    {words.rules.replacedBy(factText(overrides[fact.id] as FactValue), POLICY_VARIABLE)}
                  </span>
                )}
                {fact.uncertain && <span className="block text-xs font-text text-warn-text">{words.rules.uncertain}</span>}
              </span>
              <span className="text-xs text-ink-3">
                {fact.source}
                <span className="block">{words.rules.since(fact.from, fact.to)}</span>
              </span>
            </li>
          ))}
        </ul>
      </ScrollRegion>
    </>
  )
}
