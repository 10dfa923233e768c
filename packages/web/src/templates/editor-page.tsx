import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ChevronRight, Columns3, Copy, MoreHorizontal, PenLine, Trash2 } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { Button, buttonClass } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Empty } from '../controls/empty.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { DraftEditor } from './draft-editor.tsx'
import { LanguageTabs } from './language-tabs.tsx'
import { LiveView } from './live-view.tsx'
import { byName, type LanguageOf } from './names.ts'
import { NewDialog } from './new-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { maySend, mayWriteTemplates } from './roles.ts'
import { SendToMe } from './send-to-me.tsx'
import { SideBySide } from './side-by-side.tsx'
import { createDraft, throwAway, useAllTemplates, useDetail, useDrafts } from './template-api.ts'

/** One name with its languages: each a draft being written, or what stands at Meta. */
export function TemplatePage() {
  const t = words.templateDesk.editor
  const { role } = useSession()
  const navigate = useNavigate()
  const { name } = useParams({ from: '/templates/$name' })
  const { waba, language, compare } = useSearch({ from: '/templates/$name' })
  const templates = useAllTemplates()
  const drafts = useDrafts()
  const [dialog, setDialog] = useState<'delete' | 'duplicate' | 'rename' | 'discard' | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [toFix, setToFix] = useState(0)
  const [told, setTold] = useState('')
  const writes = mayWriteTemplates(role)

  const names = useMemo(() => byName(templates.data ?? [], drafts.data ?? []), [templates.data, drafts.data])
  const group = names.find((one) => one.name === name && (waba === undefined || one.wabaId === waba))
  const current = group?.languages.find((one) => one.language === language) ?? group?.languages[0]
  const detail = useDetail(current?.template?.id ?? null)
  const own = current?.template?.id
  const others = useMemo(
    () => (templates.data ?? []).filter((one) => one.wabaId === group?.wabaId && one.id !== own),
    [templates.data, group?.wabaId, own],
  )
  const onErrors = useCallback((count: number) => setToFix(count), [])
  const show = (next: string, together = false) =>
    void navigate({
      to: '/templates/$name',
      params: { name },
      search: { ...(waba === undefined ? {} : { waba }), language: next, ...(together ? { compare: true } : {}) },
    })

  if (templates.isError || drafts.isError)
    return (
      <ProblemNotice
        error={templates.error ?? drafts.error}
        onRetry={() => void Promise.all([templates.refetch(), drafts.refetch()])}
        className="m-5"
      />
    )
  if (!templates.data || !drafts.data) return <p className="shows-late p-5 text-ink-3">{t.loading}</p>
  if (!group || !current)
    return (
      <Empty
        action={
          <Link to="/templates" className={buttonClass()}>
            {t.toList}
          </Link>
        }
      >
        {t.gone}
      </Empty>
    )

  const { draft, template } = current
  const together = compare === true && group.languages.length > 1
  const addLanguage = async (code: string, source: string) => {
    setError(null)
    const begun = group.languages.find((one) => one.language === source) ?? current
    const from = begun.template ? { templateId: begun.template.id } : { draftId: begun.draft?.id ?? '' }
    try {
      await createDraft({ from, name, language: code })
      show(together ? source : code, together)
    } catch (problem) {
      setError(problem)
    }
  }
  const discard = async () => {
    if (!draft) return
    setDialog(null)
    try {
      await throwAway(draft.id)
      if (group.languages.length === 1 && !template) void navigate({ to: '/templates' })
    } catch (problem) {
      setError(problem)
    }
  }
  const neverSubmitted = group.languages.every((one) => one.template === null)

  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2 border-b border-line px-5 py-2 max-desk:px-4">
        <nav aria-label={t.breadcrumb} className="flex min-w-0 items-center gap-1.5">
          <Link to="/templates" className="text-ink-2 hover:text-ink">
            {t.breadcrumb}
          </Link>
          <ChevronRight size={14} aria-hidden="true" className="text-ink-3 rtl:rotate-180" />
          <h1 className="truncate text-lg font-strong tracking-tight">{name}</h1>
        </nav>
        {draft && <Chip>{template ? t.editOf : t.newDraft}</Chip>}
        <span role="status" className="min-w-0 flex-1 truncate text-xs text-ink-2">
          {told}
        </span>
        {maySend(role) && <SendToMe key={template?.id ?? 'none'} template={template} />}
        {writes && (
          <Menu
            label={words.templateDesk.list.more}
            trigger={
              <Button look="ghost" icon aria-label={words.templateDesk.list.more} data-testid="template-menu">
                <MoreHorizontal size={16} aria-hidden="true" />
              </Button>
            }
          >
            {neverSubmitted && (
              <MenuItem onSelect={() => setDialog('rename')}>
                <PenLine size={14} aria-hidden="true" />
                {t.rename}
              </MenuItem>
            )}
            <MenuItem onSelect={() => setDialog('duplicate')}>
              <Copy size={14} aria-hidden="true" />
              {t.duplicate}
            </MenuItem>
            {draft && (
              <MenuItem onSelect={() => setDialog('discard')}>
                <Trash2 size={14} aria-hidden="true" />
                {t.discard}
              </MenuItem>
            )}
            {template && template.status !== 'DISABLED' && (
              <MenuItem onSelect={() => setDialog('delete')}>
                <Trash2 size={14} aria-hidden="true" />
                {t.delete}
              </MenuItem>
            )}
          </Menu>
        )}
      </header>
      <LanguageTabs
        languages={group.languages}
        current={together ? null : current.language}
        notes={notesOf(group.languages, current, draft ? toFix : 0)}
        onChoose={(code) => show(code)}
        onAdd={writes ? (code, from) => void addLanguage(code, from) : null}
      >
        {group.languages.length > 1 && (
          <span className="sticky end-0 ms-auto flex-none bg-surface py-1 ps-2">
            <Button
              size="sm"
              look="ghost"
              aria-pressed={together}
              onClick={() => show(current.language, !together)}
              data-testid="side-by-side-toggle"
            >
              <Columns3 size={14} aria-hidden="true" />
              {words.templateDesk.sideBySide.title}
            </Button>
          </span>
        )}
      </LanguageTabs>
      {error !== null && <ProblemNotice error={error} className="mx-5 mt-3" />}
      {together ? (
        <SideBySide
          group={group}
          against={current.language}
          onCompare={(code) => show(code, true)}
          onOpen={(code) => show(code)}
        />
      ) : draft && writes ? (
        <DraftEditor
          key={draft.id}
          draft={draft}
          detail={detail.data ?? null}
          others={others}
          onErrors={onErrors}
          onSubmitted={(category) =>
            setTold(
              category === null
                ? words.templateDesk.submit.done
                : words.templateDesk.submit.changedCategory(
                    (words.templateDesk.category as Readonly<Record<string, string>>)[category] ?? category,
                  ),
            )
          }
        />
      ) : template ? (
        <LiveView key={template.id} template={template} detail={detail.data ?? null} writes={writes} />
      ) : null}
      {dialog === 'delete' && template && (
        <DeleteDialog
          template={template}
          several={group.languages.filter((one) => one.template).length > 1}
          onClose={() => setDialog(null)}
          onGone={() => {
            setDialog(null)
            if (group.languages.length === 1) void navigate({ to: '/templates' })
          }}
        />
      )}
      {dialog === 'duplicate' && (
        <NewDialog
          names={names}
          suggested={`${name}_copy`}
          beginning={{
            from: template ? { templateId: template.id } : { draftId: draft?.id ?? '' },
            language: current.language,
            category: group.category,
            wabaId: group.wabaId,
          }}
          onClose={() => setDialog(null)}
          onMade={(made) => {
            setDialog(null)
            void navigate({ to: '/templates/$name', params: { name: made.name }, search: { language: made.language } })
          }}
        />
      )}
      {dialog === 'rename' && (
        <RenameDialog
          group={group}
          names={names}
          onClose={() => setDialog(null)}
          onRenamed={(to) => {
            setDialog(null)
            void navigate({ to: '/templates/$name', params: { name: to }, search: { language: current.language }, replace: true })
          }}
        />
      )}
      {dialog === 'discard' && (
        <Dialog title={t.discard} hint={t.discardHint} onClose={() => setDialog(null)}>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setDialog(null)}>{words.templateDesk.cancel}</Button>
            <Button look="danger" onClick={() => void discard()} data-testid="confirm-discard">
              {t.discard}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}

const partsOf = ({ draft, template }: LanguageOf): ReadonlySet<string> =>
  new Set((draft ?? template)?.components.map((part) => part.type.toUpperCase()))

/** Beside each language: how much is to be fixed, or which part of the first one it lacks. */
function notesOf(
  languages: readonly LanguageOf[],
  current: LanguageOf,
  toFix: number,
): Record<string, { text: string; bad: boolean }> {
  const t = words.templateDesk.editor
  const first = languages.find((one) => one.template) ?? languages[0]
  const wanted = first ? partsOf(first) : new Set<string>()
  return Object.fromEntries(
    languages.flatMap((one): [string, { text: string; bad: boolean }][] => {
      if (one === current && toFix > 0) return [[one.language, { text: t.toFix(toFix), bad: true }]]
      const lacks = [...wanted].find((part) => !partsOf(one).has(part))
      return lacks === undefined ? [] : [[one.language, { text: t.missing[lacks] ?? '', bad: false }]]
    }),
  )
}
