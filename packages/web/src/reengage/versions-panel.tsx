import { usePlatformNow } from '../clock/platform-clock.ts'
import { shortTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import { type Definition, useVersions } from './sequences.ts'

/** What it did before it was changed, and how many are still in the middle of that. */
export function VersionsPanel({
  id,
  version,
  onTake,
}: {
  id: string
  version: number
  onTake: ((definition: Definition) => void) | null
}) {
  const t = words.reengage.versions
  const now = usePlatformNow('minute')
  const versions = useVersions(id, version)
  if (!versions.data || versions.data.length < 2) return null
  return (
    <section aria-label={t.title} data-testid="sequence-versions" className="grid content-start gap-2">
      <h2 className="font-strong">{t.title}</h2>
      <ul className="m-0 list-none divide-y divide-line border-y border-line p-0">
        {versions.data.map((one) => (
          <li key={one.version} className="flex items-center gap-3 py-2">
            <span className="min-w-0 flex-1">
              <span className="font-medium">{t.version(one.version)}</span>
              <span className="block text-xs text-ink-3">
                {one.by.name}, {shortTime(Date.parse(one.at), now)}
                {one.waiting > 0 && `. ${t.waiting(one.waiting)}`}
              </span>
            </span>
            {one.version !== version && onTake && (
              <Button size="sm" onClick={() => onTake(one.definition)}>
                {t.take}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
