import { dayIn, holdsOn, judgedFacts, type PlatformTime } from '@casement/platform'
import { fieldClass } from '../controls/dialog.tsx'
import { words } from '../strings/words.ts'
import { FieldRow, FindingLines, type Repairable, type Repairs } from './field-row.tsx'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const CHOICES = [
  30,
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  3 * DAY,
  7 * DAY,
  30 * DAY,
]

function spanWords(seconds: number): string {
  const t = words.templateDesk.editor
  if (seconds < MINUTE) return `${seconds} s`
  if (seconds < HOUR) return t.minutes(seconds / MINUTE)
  return seconds < DAY ? t.hours(seconds / HOUR) : t.days(seconds / DAY)
}

/** For how long the platform tries to deliver, within what the category allows on the day. */
export function TtlField({
  category,
  value,
  now,
  findings,
  onRepair,
  onChange,
}: {
  category: string
  value: number | null
  now: PlatformTime
  findings: readonly Repairable[]
  onRepair: Repairs
  onChange: (seconds: number | null) => void
}) {
  const t = words.templateDesk.editor
  const day = dayIn(now)
  const range = judgedFacts.find((fact) => fact.id === `ttl.${category.toLowerCase()}` && holdsOn(fact, day))?.value
  const [, least = 0, most = 0] = Array.isArray(range) ? range.map(Number) : []
  const choices = CHOICES.filter((seconds) => seconds >= least && seconds <= most)
  if (value !== null && value !== -1 && !choices.includes(value)) choices.unshift(value)
  return (
    <FieldRow label={t.ttl} optional>
      <div className="flex flex-wrap items-center gap-3">
        <select
          aria-label={t.ttl}
          className={`${fieldClass} h-8 max-w-[200px]`}
          value={value ?? ''}
          onChange={(event) => onChange(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))}
        >
          <option value="">{t.ttlDefault}</option>
          {choices.map((seconds) => (
            <option key={seconds} value={seconds}>
              {spanWords(seconds)}
            </option>
          ))}
        </select>
        <span className="text-xs text-ink-3">{t.ttlHint}</span>
      </div>
      <FindingLines findings={findings} onRepair={onRepair} />
    </FieldRow>
  )
}
