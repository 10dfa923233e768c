import { ScrollRegion } from '../controls/scroll-region.tsx'
import { words } from '../strings/words.ts'
import { useEventTypes } from './endpoints.ts'
import { Check } from './form.tsx'

const t = words.settings.webhooks

/** Which events an endpoint hears of: all, those of the future included, or those chosen. */
export function EventFilter({ chosen, onChange }: { chosen: readonly string[]; onChange: (events: readonly string[]) => void }) {
  const types = useEventTypes().data ?? []
  const toggle = (type: string, on: boolean) => onChange(on ? [...chosen, type] : chosen.filter((one) => one !== type))
  return (
    <fieldset className="m-0 min-w-0 border-0 p-0">
      <legend className="mb-1 text-xs font-medium">{t.events}</legend>
      <p className="mb-2 text-xs text-ink-3">{chosen.length === 0 ? t.allEventsHint : t.someEvents(chosen.length)}</p>
      <ScrollRegion label={t.events} className="max-h-[220px] rounded-md bg-sunken p-3 text-xs">
        <div className="grid gap-1.5">
          {types.map(({ type, about }) => (
            <Check
              key={type}
              label={type}
              hint={about}
              checked={chosen.includes(type)}
              testId={`event-${type}`}
              onChange={(on) => toggle(type, on)}
            />
          ))}
        </div>
      </ScrollRegion>
    </fieldset>
  )
}
