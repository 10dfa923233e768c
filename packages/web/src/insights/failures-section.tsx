import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { buttonClass } from '../controls/button.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { exists } from '../shell/nav-items.ts'
import { words } from '../strings/words.ts'
import { daysFrom } from '../today/days.ts'
import { BarRows } from './bar-rows.tsx'
import { Behind } from './behind.tsx'
import { count, countryText, hourText, shareText } from './insight-words.ts'
import { type Failure, type Pattern, useFailures, usePatterns, type Within } from './insights-api.ts'
import type { BehindSearch, Which } from './insights-search.ts'
import { Section, type Table } from './section.tsx'

const MEMBERS = ['pattern', 'hour', 'template', 'country', 'prefix', 'campaign', 'market'] as const
type Member = (typeof MEMBERS)[number]

/** Why messages failed: each code with what its failures share and the one thing to do; or counted by what they were. */
export function FailuresSection({ within, search }: { within: Within; search: BehindSearch }) {
  const [by, setBy] = useState<Member>('pattern')
  const patterns = usePatterns(within)
  const found = patterns.data?.data ?? []
  const all = found.reduce((sum, { messages }) => sum + messages, 0)
  const failures = useFailures(within, by === 'pattern' ? 'code' : by === 'country' ? 'prefix' : by)
  const { failures: spoken } = words.insights
  const failed: BehindSearch = { ...search, outcome: 'failed' }
  const [worst] = found
  const groups = by === 'pattern' ? [] : groupsOf(failures.data?.data ?? [], by)
  const table: Table =
    by === 'pattern'
      ? {
          heads: [spoken.code, spoken.people, words.insights.funnel.share.replace(/.*/, '%'), spoken.found],
          rows: found.map((pattern) => [
            String(pattern.code),
            { text: count(pattern.messages), value: pattern.messages, behind: { ...failed, code: String(pattern.code) } },
            shareText(pattern.messages, all),
            sentenceOf(pattern),
          ]),
        }
      : {
          heads: [spoken.members[by], spoken.people],
          rows: groups.map(({ label, messages, which }) => [
            label,
            { text: count(messages), value: messages, ...(which ? { behind: { ...failed, ...which } } : {}) },
          ]),
        }
  return (
    <Section
      question={spoken.question(count(all))}
      file={`failures-by-${by}`}
      error={patterns.error ?? failures.error}
      onRetry={() => void patterns.refetch()}
      answer={
        !patterns.data ? '\u00a0' : worst ? spoken.answer(shareText(worst.messages, all), lower(worst.happened)) : spoken.nothing
      }
      table={table}
      choice={
        found.length > 0 && (
          <div className="max-w-full overflow-x-auto">
            <Segmented
              label={spoken.by}
              value={by}
              segments={MEMBERS.map((value) => ({ value, label: spoken.members[value], testId: `failures-${value}` }))}
              onChange={setBy}
            />
          </div>
        )
      }
    >
      {by === 'pattern' ? (
        <ul className="divide-y divide-line" data-testid="patterns">
          {found.map((pattern) => (
            <PatternRow key={pattern.code} pattern={pattern} days={daysFrom(within.from, within.to)} failed={failed} />
          ))}
        </ul>
      ) : (
        <BarRows
          label={spoken.members[by]}
          rows={groups.map(({ label, messages, which }) => ({
            label,
            value: messages,
            text: count(messages),
            ...(which ? { behind: { ...failed, ...which } } : {}),
          }))}
        />
      )}
    </Section>
  )
}

function PatternRow({ pattern, days, failed }: { pattern: Pattern; days: readonly string[]; failed: BehindSearch }) {
  const { failures: spoken } = words.insights
  const list: BehindSearch = { ...failed, code: String(pattern.code) }
  const settled = spoken.settled[pattern.code]
  return (
    <li className="grid grid-cols-[56px_minmax(0,1fr)_auto_auto] items-center gap-3.5 py-2.5 max-desk:grid-cols-[48px_minmax(0,1fr)_auto]">
      <b className="text-md font-strong">
        <Behind search={list}>{count(pattern.messages)}</Behind>
      </b>
      <span className="min-w-0">
        <span className="block font-medium">{pattern.happened}</span>
        <small className="block text-xs text-ink-3">
          {[String(pattern.code), commonText(pattern), settled].filter(Boolean).join(' · ')}
        </small>
      </span>
      <Spark days={days} counts={pattern.days} />
      <ActionLink pattern={pattern} list={list} />
    </li>
  )
}

function ActionLink({ pattern: { action }, list }: { pattern: Pattern; list: BehindSearch }) {
  const { actions } = words.insights.failures
  const look = buttonClass('plain', 'sm')
  if (action.kind === 'template' && action.template)
    return (
      <Link to="/templates/$name" params={{ name: action.template }} className={look}>
        {actions.template}
      </Link>
    )
  if (action.kind === 'accounts')
    return (
      <Link to="/accounts" className={look}>
        {actions.accounts}
      </Link>
    )
  if (action.kind === 'settings' && exists('/settings'))
    return (
      <Link to="/settings" className={look}>
        {actions.settings}
      </Link>
    )
  return (
    <Link to="/insights/messages" search={list} className={look}>
      {action.kind === 'none' ? actions.none : actions.list}
    </Link>
  )
}

function Spark({ days, counts }: { days: readonly string[]; counts: Pattern['days'] }) {
  const of = new Map(counts.map(({ day, messages }) => [day, messages]))
  const most = Math.max(1, ...counts.map(({ messages }) => messages))
  return (
    <span aria-hidden="true" className="flex h-6 w-[88px] items-end gap-px max-desk:hidden">
      {days.map((day) => (
        <span
          key={day}
          className="min-w-0 flex-1 rounded-t-[1px] bg-(--state-delivered)"
          style={{ height: `${((of.get(day) ?? 0) / most) * 100}%` }}
        />
      ))}
    </span>
  )
}

/** `79 % of them came with the import fair.csv, which got 4 % of all that was sent`. */
function commonText({ common }: Pattern): string {
  if (!common) return ''
  const { failures: spoken } = words.insights
  const name =
    common.trait === 'hour'
      ? spoken.hours(Number(common.value))
      : common.trait === 'country'
        ? countryText(common.value)
        : common.name
  const shared = spoken.common[common.trait](shareText(common.share, 1), name)
  return common.shareOfSent === null ? shared : shared + spoken.ofSent(shareText(common.shareOfSent, 1))
}

const sentenceOf = (pattern: Pattern): string => [pattern.happened, commonText(pattern)].filter(Boolean).join(' ')

type Group = { label: string; messages: number; which: Which | null }

function groupsOf(failures: readonly Failure[], by: Exclude<Member, 'pattern'>): Group[] {
  const { failures: spoken, unknown } = words.insights
  switch (by) {
    case 'hour':
      return failures
        .map(({ hour = 0, messages }) => ({ hour, messages }))
        .sort((a, b) => a.hour - b.hour)
        .map(({ hour, messages }) => ({ label: hourText(hour), messages, which: { hour: String(hour) } }))
    case 'country': {
      const sums = new Map<string, number>()
      for (const { country = '', messages } of failures) sums.set(country, (sums.get(country) ?? 0) + messages)
      return [...sums]
        .sort((a, b) => b[1] - a[1])
        .map(([country, messages]) => ({ label: countryText(country), messages, which: null }))
    }
    case 'prefix':
      return failures.map(({ prefix = '', messages }) => ({
        label: prefix ? `+${prefix}` : unknown,
        messages,
        which: prefix ? { prefix } : null,
      }))
    case 'template':
      return failures.map(({ template = '', messages }) => ({
        label: template || spoken.none,
        messages,
        which: template ? { template } : null,
      }))
    case 'campaign':
      return failures.map(({ campaign = '', name, messages }) => ({
        label: name ?? (campaign || spoken.none),
        messages,
        which: campaign ? { campaign } : null,
      }))
    case 'market':
      return failures.map(({ market = '', messages }) => ({
        label: market || unknown,
        messages,
        which: market ? { market } : null,
      }))
  }
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1)
