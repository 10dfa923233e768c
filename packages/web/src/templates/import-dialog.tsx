import { FileJson } from 'lucide-react'
import { useState } from 'react'
import { useAccounts } from '../accounts/accounts.ts'
import { useSettled } from '../composer/use-settled.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Dialog, fieldClass } from '../controls/dialog.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { queryClient } from '../http/query-client.ts'
import { words } from '../strings/words.ts'
import { importTemplates, useLibrary } from './template-api.ts'

type Outcome = Awaited<ReturnType<typeof importTemplates>>

/** Templates from elsewhere become drafts here: a file, or what Meta has written for everybody. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = words.templateDesk.import
  const [source, setSource] = useState<'file' | 'library'>('file')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [unreadable, setUnreadable] = useState(false)

  const take = async (templates: readonly unknown[]) => {
    setError(null)
    try {
      setOutcome(await importTemplates(templates))
      await queryClient.invalidateQueries({ queryKey: ['template-drafts'] })
    } catch (problem) {
      setError(problem)
    }
  }
  const readFile = async (file: File) => {
    const templates = templatesIn(await file.text())
    setUnreadable(templates === null)
    if (templates) await take(templates)
  }

  return (
    <Dialog title={t.title} hint={t.hint} onClose={onClose} width={560}>
      <div className="grid gap-4">
        <Segmented
          label={t.title}
          value={source}
          segments={[
            { value: 'file', label: t.file },
            { value: 'library', label: t.library },
          ]}
          onChange={setSource}
        />
        {source === 'file' ? (
          <label
            className="grid cursor-pointer justify-items-center gap-1 rounded-md border border-dashed border-line-strong px-4 py-6 text-center focus-within:border-accent hover:bg-hover"
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault()
              const file = event.dataTransfer.files[0]
              if (file) void readFile(file)
            }}
          >
            <FileJson size={22} aria-hidden="true" className="text-ink-3" />
            <span className="font-medium">{t.choose}</span>
            <span className="text-xs text-ink-3">{t.fileHint}</span>
            <input
              type="file"
              accept="application/json,.json"
              data-testid="import-file"
              className="sr-only"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0]
                if (file) void readFile(file)
              }}
            />
          </label>
        ) : (
          <Library onUse={(template) => void take([template])} />
        )}
        {unreadable && <Notice>{t.unreadable}</Notice>}
        {error !== null && <ProblemNotice error={error} />}
        {outcome && (
          <div role="status" className="text-xs">
            <p className="font-medium">{t.created(outcome.created.length)}</p>
            {outcome.skipped.length > 0 && (
              <>
                <p className="mt-2">{t.skipped(outcome.skipped.length)}</p>
                <ul className="m-0 list-none p-0 text-ink-2">
                  {outcome.skipped.map((one) => (
                    <li key={one.name}>
                      <b className="font-medium">{one.name}</b>: {one.because}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </div>
        )}
      </div>
    </Dialog>
  )
}

function Library({ onUse }: { onUse: (template: object) => void }) {
  const t = words.templateDesk.import
  const wabaId = useAccounts().data?.[0]?.wabas[0]?.id ?? null
  const [search, setSearch] = useState('')
  const found = useLibrary(wabaId, useSettled(search, 300) ?? '')
  return (
    <div className="grid gap-2">
      <input
        type="search"
        aria-label={t.librarySearch}
        placeholder={t.librarySearch}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        className={`${fieldClass} h-8`}
      />
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isLoading && <p className="shows-late text-xs text-ink-3">{t.searching}</p>}
      {found.data?.length === 0 && <p className="text-xs text-ink-3">{t.libraryNone}</p>}
      <ul className="m-0 max-h-[300px] list-none overflow-y-auto p-0">
        {found.data?.map((template) => (
          <li key={`${template.name} ${template.language}`} className="flex items-start gap-3 border-t border-line py-2">
            <div className="min-w-0 flex-1">
              <p className="flex items-center gap-2">
                <b className="truncate font-medium">{template.name}</b>
                <Chip small>{template.language}</Chip>
              </p>
              <p className="line-clamp-2 text-xs text-ink-2">
                {String(template.components.find((part) => part.type === 'BODY')?.text ?? '')}
              </p>
            </div>
            <Button size="sm" onClick={() => onUse({ ...template, name: `${template.name}_copy` })}>
              {t.use}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The templates of a file: a list, one under `data` or `templates`, or a single one. */
function templatesIn(text: string): readonly unknown[] | null {
  try {
    const value = JSON.parse(text) as unknown
    if (Array.isArray(value)) return value
    const { data, templates, components } = value as Record<string, unknown>
    if (Array.isArray(data)) return data
    if (Array.isArray(templates)) return templates
    return Array.isArray(components) ? [value] : null
  } catch {
    return null
  }
}
