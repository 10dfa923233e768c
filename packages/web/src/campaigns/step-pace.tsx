import { useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { fieldClass } from '../controls/dialog.tsx'
import { words } from '../strings/words.ts'
import type { Chosen } from './wizard.tsx'

type Start = 'now' | 'at' | 'morning'
const HOUR = 3_600_000
/** `2026-11-20T14:00` in the viewer's zone, as the field wants it. */
const localInput = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

/** When it starts, how fast it goes, and where it stops by itself. */
export function StepPace({
  chosen,
  currency,
  onChange,
}: {
  chosen: Chosen
  currency: string
  onChange: (more: Partial<Chosen>) => void
}) {
  const t = words.campaign.pace
  const now = usePlatformNow('minute')
  const { schedule, pace, spendCap } = chosen
  const [ramp, setRamp] = useState(pace.ramp?.join(', ') ?? '')
  const start: Start = schedule.morning ? 'morning' : schedule.at ? 'at' : 'now'
  const choose = (next: Start) =>
    onChange({
      schedule: next === 'now' ? {} : next === 'at' ? { at: new Date(now + HOUR).toISOString() } : { morning: '09:00' },
    })
  return (
    <>
      <h2 className="text-xl font-strong tracking-tight">{t.title}</h2>
      <fieldset className="grid gap-1">
        <legend className="sr-only">{t.title}</legend>
        {(['now', 'at', 'morning'] as const).map((one) => (
          <label
            key={one}
            className="flex cursor-pointer flex-wrap items-center gap-2 rounded-sm px-2 py-1.5 has-checked:bg-selected"
          >
            <input
              type="radio"
              name="start"
              className="accent-(--accent)"
              checked={start === one}
              onChange={() => choose(one)}
              data-testid={`start-${one}`}
            />
            {t[one]}
          </label>
        ))}
      </fieldset>
      {start === 'at' && schedule.at && (
        <label className="grid gap-1">
          <span className="text-xs font-medium">{t.when}</span>
          <input
            type="datetime-local"
            className={`${fieldClass} h-8 max-w-[240px]`}
            value={localInput(Date.parse(schedule.at))}
            onChange={(event) => {
              const at = new Date(event.currentTarget.value)
              if (!Number.isNaN(at.getTime())) onChange({ schedule: { at: at.toISOString() } })
            }}
          />
        </label>
      )}
      {start === 'morning' && (
        <label className="grid gap-1">
          <span className="text-xs font-medium">{t.hour}</span>
          <input
            type="time"
            className={`${fieldClass} h-8 max-w-[140px]`}
            value={schedule.morning ?? '09:00'}
            onChange={(event) => event.currentTarget.value && onChange({ schedule: { morning: event.currentTarget.value } })}
          />
        </label>
      )}
      <label className="grid gap-1">
        <span className="text-xs font-medium">{t.perSecond}</span>
        <input
          type="number"
          min={1}
          max={1000}
          className={`${fieldClass} h-8 max-w-[140px]`}
          value={pace.perSecond ?? ''}
          onChange={(event) => {
            const { perSecond: _, ...rest } = pace
            const value = Number(event.currentTarget.value)
            onChange({ pace: value > 0 ? { ...rest, perSecond: value } : rest })
          }}
        />
        <span className="text-xs text-ink-3">{t.perSecondHint}</span>
      </label>
      <label className="grid gap-1">
        <span className="text-xs font-medium">{t.ramp}</span>
        <input
          className={`${fieldClass} h-8 max-w-[280px]`}
          value={ramp}
          inputMode="numeric"
          onChange={(event) => {
            setRamp(event.currentTarget.value)
            const days = event.currentTarget.value
              .split(/[\s,;]+/)
              .map(Number)
              .filter((people) => Number.isInteger(people) && people > 0)
            const { ramp: _, ...rest } = pace
            onChange({ pace: days.length > 0 ? { ...rest, ramp: days } : rest })
          }}
        />
        <span className="text-xs text-ink-3">{t.rampHint}</span>
      </label>
      <label className="grid gap-1">
        <span className="text-xs font-medium">
          {t.spendCap} ({currency})
        </span>
        <input
          className={`${fieldClass} h-8 max-w-[140px]`}
          inputMode="decimal"
          defaultValue={spendCap?.amount ?? ''}
          onChange={(event) => {
            const amount = event.currentTarget.value.trim()
            onChange({ spendCap: /^\d+(\.\d+)?$/.test(amount) ? { amount, currency } : null })
          }}
        />
        <span className="text-xs text-ink-3">{t.spendCapHint}</span>
      </label>
    </>
  )
}
