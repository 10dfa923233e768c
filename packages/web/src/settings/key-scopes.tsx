import { words } from '../strings/words.ts'
import { Check } from './form.tsx'

const t = words.settings.keys
const AREAS = ['messages', 'contacts', 'templates', 'campaigns', 'insights', 'accounts', 'webhooks', 'settings'] as const

/** What a key is limited to beside its role: for each part nothing, reading, or writing too. */
export function Scopes({
  chosen,
  error,
  onChange,
}: {
  chosen: readonly string[] | null
  error: string | null
  onChange: (scopes: readonly string[] | null) => void
}) {
  const put = (area: string, level: string) => {
    const others = (chosen ?? []).filter((scope) => !scope.startsWith(`${area}:`))
    onChange(level === '' ? others : [...others, `${area}:${level}`])
  }
  return (
    <fieldset className="m-0 grid min-w-0 gap-2 border-0 p-0">
      <legend className="mb-1 text-xs font-medium">{t.scopes}</legend>
      <Check
        label={t.allScopes}
        checked={chosen === null}
        testId="all-scopes"
        onChange={(all) => onChange(all ? null : ['messages:write'])}
      />
      {chosen !== null && (
        <div className="grid gap-1.5 rounded-md bg-sunken p-3">
          {AREAS.map((area) => (
            <label key={area} className="flex items-center gap-3 text-xs">
              <span className="flex-1">{t.areas[area]}</span>
              <select
                className="h-7 rounded-sm bg-surface px-1.5 shadow-[inset_0_0_0_1px_var(--line-strong)]"
                value={chosen.find((scope) => scope.startsWith(`${area}:`))?.split(':')[1] ?? ''}
                data-testid={`scope-${area}`}
                onChange={(event) => put(area, event.currentTarget.value)}
              >
                <option value="">{t.levels.none}</option>
                <option value="read">{t.levels.read}</option>
                <option value="write">{t.levels.write}</option>
              </select>
            </label>
          ))}
        </div>
      )}
      {error && (
        <p role="alert" className="text-xs text-danger-text">
          {error}
        </p>
      )}
    </fieldset>
  )
}
