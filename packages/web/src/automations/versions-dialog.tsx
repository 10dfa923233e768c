import type { Graph, GraphDifference } from '@casement/rules/automation'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { shortTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { useVersions } from './automation-api.ts'

/** What was switched on and when, each with what it changed; an earlier one can become the draft again. */
export function VersionsDialog({ id, onTake, onClose }: { id: string; onTake: (graph: Graph) => void; onClose: () => void }) {
  const t = words.automation.versionsList
  const versions = useVersions(id)
  const now = usePlatformNow('minute')
  return (
    <Dialog title={t.title} onClose={onClose} width={560}>
      {versions.isError && <ProblemNotice error={versions.error} />}
      {versions.data?.data.length === 0 && <p className="text-ink-2">{t.none}</p>}
      <ul className="m-0 grid list-none gap-3 p-0">
        {versions.data && versions.data.data.length > 0 && (
          <li>
            <b className="font-medium">{t.draft}</b>
            <p className="text-xs text-ink-2">{differenceWords(versions.data.draft)}</p>
          </li>
        )}
        {versions.data?.data.map((version) => (
          <li key={version.version} className="grid grid-cols-[1fr_auto] items-center gap-x-3 border-t border-line pt-3">
            <p className="flex flex-wrap items-center gap-2">
              <b className="font-medium">{t.version(version.version)}</b>
              {version.live && <Chip tone="ok">{t.live}</Chip>}
              <span className="text-xs text-ink-3">
                {version.by.name}, {shortTime(Date.parse(version.at), now)}
              </span>
            </p>
            <Button
              size="sm"
              className="row-span-2"
              onClick={() => {
                onTake(version.graph)
                onClose()
              }}
            >
              {t.take}
            </Button>
            <p className="text-xs text-ink-2">{differenceWords(version.difference)}</p>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function differenceWords({ trigger, settings, added, removed, changed }: GraphDifference): string {
  const t = words.automation.versionsList
  const said = [
    trigger ? t.trigger : '',
    settings ? t.settings : '',
    added.length > 0 ? t.added(added.join(', ')) : '',
    removed.length > 0 ? t.removed(removed.join(', ')) : '',
    changed.length > 0 ? t.changed(changed.join(', ')) : '',
  ].filter(Boolean)
  return said.length === 0 ? t.same : said.join('; ')
}
