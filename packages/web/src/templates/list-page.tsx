import { useNavigate } from '@tanstack/react-router'
import { Download, MoreHorizontal, Plus, RefreshCw, Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { DESK, useMedia } from '../controls/use-media.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { ImportDialog } from './import-dialog.tsx'
import { byName, type LanguageState, matching } from './names.ts'
import { NewDialog } from './new-dialog.tsx'
import { mayWriteTemplates } from './roles.ts'
import { syncAll, useAllTemplates, useDrafts, useResults } from './template-api.ts'
import { TemplateRows } from './template-rows.tsx'

const STATES: readonly LanguageState[] = ['draft', 'review', 'approved', 'rejected', 'paused', 'disabled']
const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const
const select = 'h-8 rounded-sm bg-surface px-2 shadow-[inset_0_0_0_1px_var(--line-strong)] dark:bg-sunken'

/** Every template by its name, languages together: what state it is in, how it is rated, what it did and cost. */
export function TemplatesPage() {
  const t = words.templateDesk.list
  const { role } = useSession()
  const navigate = useNavigate()
  const desk = useMedia(DESK)
  const templates = useAllTemplates()
  const drafts = useDrafts()
  const results = useResults()
  const [search, setSearch] = useState('')
  const [state, setState] = useState<LanguageState | null>(null)
  const [category, setCategory] = useState<string | null>(null)
  const [dialog, setDialog] = useState<'new' | 'import' | null>(null)
  const [sync, setSync] = useState<{ running: boolean; told: string; error: unknown }>({ running: false, told: '', error: null })

  const names = useMemo(
    () => byName(templates.data ?? [], drafts.data ?? [], results.data ?? []),
    [templates.data, drafts.data, results.data],
  )
  const shown = useMemo(() => matching(names, { search, state, category }), [names, search, state, category])
  const writes = mayWriteTemplates(role)
  const error = templates.error ?? drafts.error

  const fetchAll = async () => {
    setSync({ running: true, told: '', error: null })
    try {
      const { total, changed } = await syncAll()
      setSync({ running: false, told: t.synced(total, changed), error: null })
    } catch (problem) {
      setSync({ running: false, told: '', error: problem })
    }
  }
  const filtered = search !== '' || state !== null || category !== null
  const loaded = templates.data !== undefined && drafts.data !== undefined

  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2 border-b border-line px-5 py-2 max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight">{t.title}</h1>
        {loaded && (
          <span className="truncate text-ink-3 max-desk:hidden">
            {t.count(
              names.length,
              names.reduce((sum, one) => sum + one.languages.length, 0),
            )}
          </span>
        )}
        <span role="status" className="min-w-0 flex-1 truncate text-end text-xs text-ink-3">
          {sync.running ? t.syncing : sync.told}
        </span>
        {writes && (
          <>
            <Menu
              label={t.more}
              trigger={
                <Button look="ghost" icon aria-label={t.more}>
                  <MoreHorizontal size={16} aria-hidden="true" />
                </Button>
              }
            >
              <MenuItem onSelect={() => void fetchAll()}>
                <RefreshCw size={14} aria-hidden="true" />
                {t.sync}
              </MenuItem>
              <MenuItem onSelect={() => setDialog('import')}>
                <Download size={14} aria-hidden="true" />
                {t.import}
              </MenuItem>
            </Menu>
            <Button look="primary" onClick={() => setDialog('new')} data-testid="new-template">
              <Plus size={15} aria-hidden="true" />
              {t.new}
            </Button>
          </>
        )}
      </header>
      <div className="flex flex-none flex-wrap items-center gap-2 border-b border-line px-5 py-2 max-desk:px-4">
        <label className={`${select} flex min-w-[220px] flex-1 items-center gap-2 desk:max-w-[340px]`}>
          <Search size={14} className="text-ink-3" aria-hidden="true" />
          <input
            type="search"
            aria-label={t.search}
            placeholder={t.search}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            className="min-w-0 flex-1 bg-transparent outline-none focus-visible:shadow-none"
          />
        </label>
        <select
          aria-label={t.status}
          className={select}
          value={state ?? ''}
          onChange={(event) => setState((event.currentTarget.value || null) as LanguageState | null)}
        >
          <option value="">{t.anyState}</option>
          {STATES.map((one) => (
            <option key={one} value={one}>
              {words.templateDesk.state[one]}
            </option>
          ))}
        </select>
        <select
          aria-label={t.categoryLabel}
          className={select}
          value={category ?? ''}
          onChange={(event) => setCategory(event.currentTarget.value || null)}
        >
          <option value="">{t.anyCategory}</option>
          {CATEGORIES.map((one) => (
            <option key={one} value={one}>
              {words.templateDesk.category[one]}
            </option>
          ))}
        </select>
      </div>
      {(error || sync.error) && (
        <ProblemNotice
          error={error ?? sync.error}
          className="m-4"
          onRetry={() => (error ? void Promise.all([templates.refetch(), drafts.refetch()]) : void fetchAll())}
        />
      )}
      {loaded && names.length === 0 && (
        <Empty
          action={
            writes && (
              <div className="flex gap-2">
                <Button look="primary" onClick={() => setDialog('new')}>
                  {t.new}
                </Button>
                <Button onClick={() => void fetchAll()}>{t.sync}</Button>
              </div>
            )
          }
        >
          {t.none}
        </Empty>
      )}
      {loaded && names.length > 0 && shown.length === 0 && (
        <Empty
          action={
            filtered && (
              <Button
                onClick={() => {
                  setSearch('')
                  setState(null)
                  setCategory(null)
                }}
              >
                {t.showAll}
              </Button>
            )
          }
        >
          {t.noneFound}
        </Empty>
      )}
      {shown.length > 0 && <TemplateRows names={shown} desk={desk} />}
      {dialog === 'new' && (
        <NewDialog
          names={names}
          onClose={() => setDialog(null)}
          onMade={(draft) =>
            void navigate({ to: '/templates/$name', params: { name: draft.name }, search: { language: draft.language } })
          }
        />
      )}
      {dialog === 'import' && <ImportDialog onClose={() => setDialog(null)} />}
    </>
  )
}
