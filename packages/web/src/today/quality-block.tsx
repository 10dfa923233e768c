import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Chip } from '../controls/chip.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { Block } from './block.tsx'
import { lastDays } from './days.ts'
import { type QualityRow, useQuality } from './figures.ts'

const DAYS = 30
type Rating = keyof typeof words.today.quality.rating
const ratingOf = (quality: string): Rating => (quality in words.today.quality.rating ? (quality as Rating) : 'UNKNOWN')
const cells: Record<Rating, string> = {
  GREEN: 'bg-success',
  YELLOW: 'bg-warn',
  RED: 'bg-danger',
  UNKNOWN: 'bg-(--state-queued)',
}
const tones = { GREEN: 'ok', YELLOW: 'warn', RED: 'bad', UNKNOWN: 'plain' } as const

/** Meta's rating of each number, day by day. */
export function QualityBlock() {
  const span = lastDays(usePlatformNow('minute'), DAYS)
  const quality = useQuality(span.from, span.to)
  const { quality: spoken } = words.today
  return (
    <Block
      question={spoken.question}
      aside={spoken.span}
      answer={quality.data === undefined ? '\u00a0' : inOneSentence(quality.data)}
      foot={
        <Link to="/insights" className="ms-auto font-medium text-accent hover:underline">
          {spoken.closer}
        </Link>
      }
    >
      {quality.isError && <ProblemNotice error={quality.error} onRetry={() => void quality.refetch()} />}
      <ul className="divide-y divide-line border-t border-line">
        {quality.data?.map((number) => (
          <NumberDays key={number.phoneNumberId} number={number} />
        ))}
      </ul>
    </Block>
  )
}

function inOneSentence(numbers: readonly QualityRow[]): string {
  const { quality } = words.today
  if (numbers.length === 0) return quality.nothing
  for (const rating of ['RED', 'YELLOW'] as const) {
    const such = numbers.filter((number) => ratingOf(number.quality) === rating)
    const [first] = such
    if (!first) continue
    return such.length === 1
      ? quality.worst(quality.rating[rating], first.name || first.displayPhoneNumber)
      : quality.some(quality.rating[rating], such.length)
  }
  return numbers.every((number) => ratingOf(number.quality) === 'UNKNOWN')
    ? quality.all(quality.rating.UNKNOWN)
    : quality.all(quality.rating.GREEN)
}

function NumberDays({ number }: { number: QualityRow }) {
  const rating = ratingOf(number.quality)
  const bad = number.days.filter((day) => ['YELLOW', 'RED'].includes(day.quality)).length
  const name = number.name || number.displayPhoneNumber
  return (
    <li className="flex items-center gap-4 py-3 max-desk:flex-wrap">
      <span className="w-40 flex-none">
        <Link
          to="/insights"
          search={{ number: number.phoneNumberId }}
          className="block truncate font-medium hover:text-accent hover:underline"
        >
          {name}
        </Link>
        <span className="block text-xs text-ink-3">{number.displayPhoneNumber}</span>
      </span>
      <span
        role="img"
        aria-label={words.today.quality.days(name, bad)}
        className="flex h-5 min-w-0 flex-1 gap-[2px] max-desk:order-last max-desk:w-full max-desk:flex-none"
      >
        {number.days.map(({ day, quality }) => (
          <span
            key={day}
            title={`${day}: ${words.today.quality.rating[ratingOf(quality)]}`}
            className={clsx('min-w-0 flex-1 rounded-[2px]', cells[ratingOf(quality)])}
          />
        ))}
      </span>
      <span className="flex w-24 flex-none justify-end max-desk:ms-auto max-desk:w-auto">
        <Chip tone={tones[rating]}>{words.today.quality.rating[rating]}</Chip>
      </span>
    </li>
  )
}
