import type { BusinessHours } from '@casement/rules/automation'
import { X } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { LinesField, TextField } from '../controls/fields.tsx'
import { words } from '../strings/words.ts'

/** Hours of the week in which somebody is there. */
export function HoursField({ hours, onChange }: { hours: BusinessHours; onChange: (hours: BusinessHours) => void }) {
  const f = words.automation.form
  const setSpan = (index: number, span: Partial<BusinessHours['open'][0]>) =>
    onChange({ ...hours, open: hours.open.map((each, at) => (at === index ? { ...each, ...span } : each)) })
  return (
    <div className="grid gap-3">
      {hours.open.map((span, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans have nothing but their place
        <fieldset key={index} className="grid gap-2 rounded-md bg-sunken p-2.5">
          <Days days={span.days} onChange={(days) => setSpan(index, { days })} />
          <div className="grid grid-cols-[1fr_1fr_auto] items-end gap-2">
            <TextField label={f.from} type="time" value={span.from} onChange={(from) => setSpan(index, { from })} />
            <TextField label={f.to} type="time" value={span.to} onChange={(to) => setSpan(index, { to })} />
            <Button
              look="ghost"
              icon
              aria-label={f.removeHours}
              onClick={() => onChange({ ...hours, open: hours.open.filter((_, at) => at !== index) })}
            >
              <X size={14} aria-hidden="true" />
            </Button>
          </div>
        </fieldset>
      ))}
      <Button
        size="sm"
        className="justify-self-start"
        onClick={() => onChange({ ...hours, open: [...hours.open, { days: [6], from: '10:00', to: '14:00' }] })}
      >
        {f.addHours}
      </Button>
      <TextField label={f.zone} value={hours.timeZone} onChange={(timeZone) => onChange({ ...hours, timeZone })} />
      <LinesField
        label={f.holidays}
        hint={f.holidaysHint}
        values={hours.holidays}
        onChange={(holidays) => onChange({ ...hours, holidays })}
      />
    </div>
  )
}

/** Days of the week as seven buttons. */
export function Days({ days, onChange }: { days: readonly number[]; onChange: (days: number[]) => void }) {
  const f = words.automation.form
  return (
    <fieldset aria-label={f.days} className="flex flex-wrap gap-1">
      {f.weekdays.map((name, index) => {
        const day = index + 1
        const chosen = days.includes(day)
        return (
          <Button
            key={name}
            size="sm"
            look={chosen ? 'primary' : 'plain'}
            aria-pressed={chosen}
            onClick={() => onChange(chosen ? days.filter((each) => each !== day) : [...days, day].sort())}
          >
            {name}
          </Button>
        )
      })}
    </fieldset>
  )
}

export const officeHours = (): BusinessHours => ({
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  holidays: [],
})
