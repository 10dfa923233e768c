import { words } from '../strings/words.ts'
import { daysFrom } from '../today/days.ts'
import { count, dayText } from './insight-words.ts'
import { useReach, type Within } from './insights-api.ts'
import { LazyBarChart } from './lazy-charts.tsx'
import { Section } from './section.tsx'

const COLORS = ['var(--state-read)', 'var(--state-delivered)', 'var(--ink-3)']

/** How many people each portfolio reached, against the limit of its tier. */
export function ReachSection({ within, onDay }: { within: Within; onDay: (day: string) => void }) {
  const reach = useReach(within)
  const portfolios = reach.data?.data ?? []
  const { reach: spoken } = words.insights
  const [first] = portfolios
  const limits = portfolios.flatMap(({ limit }) => (limit === null ? [] : [limit]))
  const limit = portfolios.length === 1 && limits[0] !== undefined ? limits[0] : null
  const most = Math.max(0, ...portfolios.flatMap(({ days }) => days.map(({ people }) => people)))
  const answer = () => {
    if (!reach.data) return '\u00a0'
    if (!first) return spoken.nothing
    const name = first.name || first.id
    return first.limit === null ? spoken.unlimited(name) : spoken.answer(name, count(first.used), count(first.limit))
  }
  return (
    <Section
      question={spoken.question}
      file="reach"
      error={reach.error}
      onRetry={() => void reach.refetch()}
      answer={answer()}
      table={{
        heads: [words.insights.day, ...portfolios.map(({ name, id }) => name || id)],
        rows: daysFrom(within.from, within.to)
          .filter((day) => portfolios.some(({ days }) => days.some((each) => each.day === day)))
          .map((day) => [
            { text: dayText(day), value: day },
            ...portfolios.map(({ days }) => {
              const people = days.find((each) => each.day === day)?.people ?? 0
              return { text: count(people), value: people }
            }),
          ]),
      }}
    >
      <LazyBarChart
        label={spoken.question}
        points={daysFrom(within.from, within.to).map((day) => ({
          x: day,
          ...Object.fromEntries(portfolios.map(({ id, days }) => [id, days.find((each) => each.day === day)?.people ?? 0])),
        }))}
        series={portfolios.map(({ id, name }, at) => ({
          key: id,
          label: name || id,
          color: COLORS[at % COLORS.length] as string,
        }))}
        xText={dayText}
        yText={count}
        onOpen={onDay}
        // A limit far above the bars would press them flat: then the sentence says it.
        {...(limit !== null && limit <= most * 20 ? { limit: { at: limit, label: spoken.limit(count(limit)) } } : {})}
      />
      <p className="mt-1.5 text-xs text-ink-3">{spoken.note}</p>
    </Section>
  )
}
