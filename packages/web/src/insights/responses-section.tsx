import { useState } from 'react'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import { daysFrom } from '../today/days.ts'
import { Behind } from './behind.tsx'
import { count, dayText, hourText, waitText, waitTicks } from './insight-words.ts'
import { useResponses, type Waiting, type Within } from './insights-api.ts'
import type { BehindSearch } from './insights-search.ts'
import { LazyLinesChart } from './lazy-charts.tsx'
import { Section, TableView } from './section.tsx'

const MEMBERS = ['day', 'hour', 'person'] as const
type Member = (typeof MEMBERS)[number]

/** How long customers waited, and whose window closed before anybody answered. */
export function ResponsesSection({ within, search }: { within: Within; search: BehindSearch }) {
  const [by, setBy] = useState<Member>('day')
  const responses = useResponses(within, by)
  // The middle of all is not the middle of the days' middles.
  const all = useResponses(within, 'number')
  const rows = responses.data?.data ?? []
  const missed = rows.reduce((sum, row) => sum + row.missed, 0)
  const answered = rows.reduce((sum, row) => sum + row.answered, 0)
  const busiest = [...(all.data?.data ?? [])].sort((a, b) => b.answered - a.answered)[0]
  const { responses: spoken } = words.insights
  const missedSearch: BehindSearch = { ...search, outcome: 'missed' }
  const nameOf = (row: Waiting) =>
    by === 'day'
      ? dayText(row.day ?? '')
      : by === 'hour'
        ? hourText(row.hour ?? 0)
        : (row.name ?? spoken.who[row.person ?? ''] ?? (row.person || words.insights.failures.none))
  const table = {
    heads: [spoken.members[by], spoken.median, spoken.p90, spoken.answered, spoken.missed],
    rows: rows
      .filter((row) => by !== 'person' || row.answered > 0)
      .map((row) => [
        { text: nameOf(row), ...(by === 'day' ? { value: row.day ?? '' } : {}) },
        { text: waitText(row.median), value: row.median },
        { text: waitText(row.p90), value: row.p90 },
        { text: count(row.answered), value: row.answered },
        {
          text: count(row.missed),
          value: row.missed,
          ...(by === 'day' && row.missed > 0
            ? { behind: { ...missedSearch, from: row.day ?? within.from, to: row.day ?? within.to } }
            : {}),
        },
      ]),
  }
  const answer = () => {
    if (!responses.data) return '\u00a0'
    if (answered === 0) return missed === 0 ? spoken.nothing : <Behind search={missedSearch}>{spoken.onlyMissed(missed)}</Behind>
    const sentence = spoken.answer(waitText(busiest?.median ?? null), missed)
    return missed > 0 ? <Behind search={missedSearch}>{sentence}</Behind> : sentence
  }
  const xs = by === 'day' ? daysFrom(within.from, within.to) : Array.from({ length: 24 }, (_, hour) => String(hour))
  const rowOf = (x: string) => rows.find((row) => (by === 'day' ? row.day === x : String(row.hour) === x))
  return (
    <Section
      question={spoken.question}
      file={`answers-by-${by}`}
      error={responses.error}
      onRetry={() => void responses.refetch()}
      answer={answer()}
      table={table}
      choice={
        <Segmented
          label={spoken.by}
          value={by}
          segments={MEMBERS.map((value) => ({ value, label: spoken.members[value], testId: `answers-${value}` }))}
          onChange={setBy}
        />
      }
    >
      {by === 'person' ? (
        <TableView table={table} label={spoken.question} />
      ) : (
        <LazyLinesChart
          label={spoken.question}
          points={xs.map((x) => ({ x, median: rowOf(x)?.median ?? null, p90: rowOf(x)?.p90 ?? null }))}
          series={[
            { key: 'median', label: spoken.median, color: 'var(--state-read)' },
            { key: 'p90', label: spoken.p90, color: 'var(--state-delivered)', dashed: true },
          ]}
          xText={by === 'day' ? dayText : (x) => hourText(Number(x)).slice(0, 5)}
          yText={waitText}
          ticks={waitTicks(Math.max(0, ...rows.map((row) => row.p90 ?? 0)))}
        />
      )}
    </Section>
  )
}
