import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import { dayText } from './insight-words.ts'
import { type Pin, type Rated, useNumberQuality, usePins, useTemplateQuality, type Within } from './insights-api.ts'
import { LazyRatingChart } from './lazy-charts.tsx'
import { Section } from './section.tsx'

const LEVEL: Record<string, number | null> = { GREEN: 3, YELLOW: 2, RED: 1, UNKNOWN: null }
const RATING: Record<number, string> = { 3: 'GREEN', 2: 'YELLOW', 1: 'RED' }
const SHOWN = 6
const AFTER_DAYS = 3

type Line = { name: string; number: string | null; days: readonly Rated[] }
type Fall = { name: string; day: string; rating: string; pin: Pin | null }

/** Ratings day by day, with campaigns, templates and notices where they happened. */
export function QualitySection({ within }: { within: Within }) {
  const [of, setOf] = useState<'numbers' | 'templates'>('numbers')
  const numbers = useNumberQuality(within)
  const templates = useTemplateQuality(within)
  const pins = usePins(within)
  const { quality: spoken } = words.insights
  const rating = (quality: string) => spoken.rating[quality] ?? quality
  const lines: Line[] =
    of === 'numbers'
      ? (numbers.data?.data ?? [])
          .filter(({ phoneNumberId }) => !within.number || within.number === phoneNumberId)
          .map(({ name, displayPhoneNumber, phoneNumberId, days }) => ({
            name: name || displayPhoneNumber,
            number: phoneNumberId,
            days,
          }))
      : (templates.data?.data ?? []).map(({ name, language, days }) => ({ name: `${name}, ${language}`, number: null, days }))
  const happened = pins.data?.data ?? []
  const rated = lines.some(({ days }) => days.some(({ quality }) => quality !== 'UNKNOWN'))
  const fall = lastFall(lines, happened)
  const answer = () => {
    if (!(of === 'numbers' ? numbers.data : templates.data)) return '\u00a0'
    if (!rated) return spoken.nothing
    if (!fall) return spoken.fine
    return fall.pin
      ? spoken.fellAfter(fall.name, rating(fall.rating), dayText(fall.day), fall.pin.label)
      : spoken.fell(fall.name, rating(fall.rating), dayText(fall.day))
  }
  return (
    <Section
      question={spoken.question}
      file={`quality-of-${of}`}
      error={numbers.error ?? templates.error}
      onRetry={() => void numbers.refetch()}
      answer={answer()}
      table={{
        heads: [words.insights.day, ...lines.map(({ name }) => name), spoken.happened],
        rows: (lines[0]?.days ?? []).map(({ day }, at) => [
          { text: dayText(day), value: day },
          ...lines.map(({ days }) => rating(days[at]?.quality ?? 'UNKNOWN')),
          happened
            .filter((pin) => pin.day === day)
            .map(({ label }) => label)
            .join('; '),
        ]),
      }}
      choice={
        <Segmented
          label={spoken.of}
          value={of}
          segments={[
            { value: 'numbers', label: spoken.numbers },
            { value: 'templates', label: spoken.templates, testId: 'quality-templates' },
          ]}
          onChange={setOf}
        />
      }
    >
      <ul className="grid gap-2">
        {rated &&
          lines.slice(0, SHOWN).map(({ name, number, days }) => (
            <li key={name}>
              <p className="truncate text-xs font-medium">{name}</p>
              <LazyRatingChart
                label={name}
                points={days.map(({ day, quality }) => ({ x: day, level: LEVEL[quality] ?? null }))}
                xText={dayText}
                levelText={(level) => rating(RATING[level] ?? 'UNKNOWN')}
                pins={happened
                  .filter((pin) => number === null || pin.number === null || pin.number === number)
                  .map(({ day, label }) => ({ x: day, label }))}
              />
            </li>
          ))}
      </ul>
      {lines.length > SHOWN && <p className="mt-2 text-xs text-ink-3">{spoken.more(lines.length - SHOWN)}</p>}
      {happened.length > 0 && (
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs" aria-label={spoken.happened} data-testid="pins">
          {happened.slice(-8).map((pin) => (
            <li key={`${pin.at} ${pin.label}`}>
              <span className="text-ink-3">{dayText(pin.day)}</span>{' '}
              <Link to={pin.href} className="font-medium text-accent hover:underline">
                {pin.label}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

/** The last time a rating became worse, and what happened in the days before it. */
function lastFall(lines: readonly Line[], pins: readonly Pin[]): Fall | null {
  let last: Fall | null = null
  for (const { name, number, days } of lines) {
    for (const [at, { day, quality }] of days.entries()) {
      const level = LEVEL[quality]
      const before = LEVEL[days[at - 1]?.quality ?? 'UNKNOWN']
      if (level == null || level === 3 || (before != null && level >= before)) continue
      if (at === 0 || (last && last.day > day)) continue
      const since = days[Math.max(0, at - AFTER_DAYS)]?.day ?? day
      const pin =
        pins.findLast((each) => each.day <= day && each.day >= since && (!each.number || each.number === number)) ?? null
      last = { name, day, rating: quality, pin }
    }
  }
  return last
}
