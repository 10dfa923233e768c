import { useState } from 'react'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import { daysFrom } from '../today/days.ts'
import { count, dayText } from './insight-words.ts'
import { type Conversation, useConversations, type Within } from './insights-api.ts'
import type { BehindSearch } from './insights-search.ts'
import { LazyBarChart } from './lazy-charts.tsx'
import { Section } from './section.tsx'

const MEMBERS = ['begunBy', 'category', 'billed'] as const
type Member = (typeof MEMBERS)[number]
const COLORS: Record<string, string> = {
  customer: 'var(--state-read)',
  business: 'var(--state-delivered)',
  marketing: 'var(--state-delivered)',
  utility: 'var(--state-read)',
  service: 'var(--ink-3)',
  authentication: 'var(--line-strong)',
  referral_conversion: 'var(--free-entry)',
}

/** Conversations by who began them or by category, today's way or as they were billed before July 2025. */
export function ConversationsSection({
  within,
  search,
  onDay,
}: {
  within: Within
  search: BehindSearch
  onDay: (day: string) => void
}) {
  const [by, setBy] = useState<Member>('begunBy')
  const billed = by === 'billed'
  const conversations = useConversations(within, billed ? 'day,category' : `day,${by}`, billed ? 'billed' : 'lived')
  const rows = conversations.data?.data ?? []
  const { conversations: spoken } = words.insights
  const keyOf = (row: Conversation) => (by === 'begunBy' ? row.begunBy : row.category) ?? ''
  const keys = [...new Set(rows.map(keyOf))].sort()
  const labelOf = (key: string) => (by === 'begunBy' ? spoken.begunBy[key] : spoken.category[key]) ?? key
  const sum = (of: readonly Conversation[]) => of.reduce((total, row) => total + row.conversations, 0)
  const at = (day: string, key: string) => sum(rows.filter((row) => row.day === day && keyOf(row) === key))
  const all = sum(rows)
  const days = daysFrom(within.from, within.to)
  return (
    <Section
      wide
      question={spoken.question}
      file={`conversations-by-${by}`}
      error={conversations.error}
      onRetry={() => void conversations.refetch()}
      answer={
        !conversations.data
          ? '\u00a0'
          : all === 0
            ? spoken.nothing
            : by === 'begunBy'
              ? spoken.answer(count(all), count(sum(rows.filter((row) => row.begunBy === 'customer'))))
              : billed
                ? spoken.billed(count(all))
                : spoken.byCategory(count(all))
      }
      table={{
        heads: [words.insights.day, ...keys.map(labelOf), spoken.all],
        rows: days
          .filter((day) => rows.some((row) => row.day === day))
          .map((day) => [
            { text: dayText(day), value: day },
            ...keys.map((key) => ({ text: count(at(day, key)), value: at(day, key) })),
            {
              text: count(sum(rows.filter((row) => row.day === day))),
              value: sum(rows.filter((row) => row.day === day)),
              behind: { ...search, from: day, to: day, ...(billed ? { outcome: 'reached' } : { begins: 'true' }) },
            },
          ]),
      }}
      choice={
        <div className="max-w-full overflow-x-auto">
          <Segmented
            label={spoken.by}
            value={by}
            segments={MEMBERS.map((value) => ({ value, label: spoken.members[value], testId: `conversations-${value}` }))}
            onChange={setBy}
          />
        </div>
      }
    >
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
        {keys.map((key) => (
          <span key={key} className="flex items-center gap-1.5">
            <span aria-hidden="true" className="size-2 rounded-[2px]" style={{ background: COLORS[key] ?? 'var(--ink-3)' }} />
            {labelOf(key)}
          </span>
        ))}
      </p>
      <LazyBarChart
        label={spoken.question}
        points={days.map((day) => ({ x: day, ...Object.fromEntries(keys.map((key) => [key, at(day, key)])) }))}
        series={keys.map((key) => ({ key, label: labelOf(key), color: COLORS[key] ?? 'var(--ink-3)' }))}
        xText={dayText}
        yText={count}
        onOpen={onDay}
      />
      <p className="mt-1.5 text-xs text-ink-3">{billed ? spoken.explain.billed : spoken.explain.lived}</p>
    </Section>
  )
}
