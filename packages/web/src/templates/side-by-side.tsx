import { clsx } from 'clsx'
import { useMemo } from 'react'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Cell, compareLanguages, type Row } from './compare-languages.ts'
import { languageName } from './language-names.ts'
import type { LanguageOf, TemplateName } from './names.ts'
import { Quality, StateChip } from './state-dot.tsx'
import { useResults } from './template-api.ts'

const sticky = 'sticky start-0 z-10 bg-surface'

/**
 * Every language of a name in a column of its own, piece by piece: how it stands at Meta, what it says, and what it lacks beside the
 * one it is compared with, which stays in sight.
 */
export function SideBySide({
  group,
  against,
  onCompare,
  onOpen,
}: {
  group: TemplateName
  against: string
  onCompare: (language: string) => void
  onOpen: (language: string) => void
}) {
  const t = words.templateDesk.sideBySide
  const rows = useMemo(() => compareLanguages(group.languages, against), [group.languages, against])
  const columns = useMemo(
    () => [...group.languages].sort((a, b) => Number(b.language === against) - Number(a.language === against)),
    [group.languages, against],
  )
  return (
    <section
      aria-label={t.title}
      data-testid="side-by-side"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto overscroll-contain focus-visible:shadow-[inset_0_0_0_2px_var(--accent)]"
    >
      <table className="border-separate border-spacing-0 text-start align-top">
        <thead>
          <tr>
            <td className="w-24 border-b border-line max-desk:w-0 max-desk:p-0" />
            {columns.map((one) => (
              <th
                key={one.language}
                scope="col"
                className={clsx(
                  'min-w-[260px] border-e border-b border-line px-4 py-3 text-start align-top font-text max-desk:min-w-[232px] wide:w-[360px]',
                  one.language === against && clsx(sticky, 'max-desk:static'),
                )}
              >
                <Head group={group} one={one} against={against} onCompare={onCompare} onOpen={onOpen} rows={rows} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} data-testid={`piece-${row.key.trim().replaceAll(' ', '-')}`}>
              <th
                scope="row"
                className="w-24 border-b border-line py-3 ps-5 pe-2 text-start align-top text-xs font-medium text-ink-3 max-desk:w-0 max-desk:p-0"
              >
                <span className="max-desk:sr-only">{labelOf(row)}</span>
              </th>
              {columns.map(({ language }) => {
                const cell = row.cells.get(language)
                return (
                  <td
                    key={language}
                    lang={language.replaceAll('_', '-')}
                    dir="auto"
                    data-language={language}
                    className={clsx(
                      'border-e border-b border-line px-4 py-3 align-top',
                      language === against && clsx(sticky, 'max-desk:static'),
                    )}
                  >
                    <span
                      className="mb-0.5 block text-2xs text-ink-3 desk:hidden"
                      aria-hidden="true"
                      lang={document.documentElement.lang}
                    >
                      {labelOf(row)}
                    </span>
                    {cell && <CellText row={row} cell={cell} against={against} />}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function labelOf({ kind, n, card }: Row): string {
  const t = words.templateDesk.sideBySide
  const piece = n === null ? t.pieces[kind] : `${t.pieces[kind]} ${n}`
  return card === null ? piece : `${words.templateDesk.editor.card(card)}: ${piece}`
}

/** A piece that is not there is one thing missing, whatever placeholders it would have had. */
function lacks({ cells }: Row, language: string, against: string): number {
  const cell = cells.get(language)
  if (!cell || (cells.get(against)?.text ?? null) === null) return 0
  return cell.text === null ? 1 : cell.missing.length
}

function Head({
  group,
  one,
  against,
  rows,
  onCompare,
  onOpen,
}: {
  group: TemplateName
  one: LanguageOf
  against: string
  rows: readonly Row[]
  onCompare: (language: string) => void
  onOpen: (language: string) => void
}) {
  const t = words.templateDesk.sideBySide
  const compared = one.language === against
  const result = useResults().data?.find(
    (each) => each.wabaId === group.wabaId && each.name === group.name && each.language === one.language,
  )
  const lacking = rows.reduce((sum, row) => sum + lacks(row, one.language, against), 0)
  return (
    <div className="grid gap-1.5" data-testid={`column-${one.language}`}>
      <p className="flex flex-wrap items-center gap-2">
        <b className="font-strong">{languageName(one.language)}</b>
        <span className="text-xs text-ink-3">{one.language}</span>
      </p>
      <p className="flex flex-wrap items-center gap-2">
        <StateChip state={one.state} />
        {one.template && <Quality quality={one.template.quality ?? 'UNKNOWN'} />}
        {one.template && one.draft && <Chip>{words.templateDesk.editor.editOf}</Chip>}
      </p>
      <p className="text-xs text-ink-3">
        {result
          ? words.templateDesk.list.results(count(result.sent), count(result.read), count(result.taps))
          : words.templateDesk.list.neverSent}
      </p>
      <p className="flex flex-wrap items-center gap-2 text-xs">
        {compared ? (
          <span className="text-ink-2">{t.compared}</span>
        ) : lacking > 0 ? (
          <span className="text-danger-text">{t.lacks(lacking)}</span>
        ) : (
          <span className="text-ink-2">{t.complete}</span>
        )}
      </p>
      <p className="flex flex-wrap gap-1.5">
        <Button size="sm" onClick={() => onOpen(one.language)} data-testid={`open-${one.language}`}>
          {t.open}
          <span className="sr-only"> {languageName(one.language)}</span>
        </Button>
        {!compared && (
          <Button size="sm" look="ghost" onClick={() => onCompare(one.language)} data-testid={`compare-${one.language}`}>
            {t.compareWith}
            <span className="sr-only">: {languageName(one.language)}</span>
          </Button>
        )}
      </p>
    </div>
  )
}

function CellText({ row, cell, against }: { row: Row; cell: Cell; against: string }) {
  const t = words.templateDesk.sideBySide
  const there = languageName(against)
  const ours = document.documentElement.lang
  if (cell.text === null) {
    const wanted = row.cells.get(against)?.text !== null
    return (
      <p className={clsx('text-xs', wanted ? 'text-danger-text' : 'text-ink-3')} lang={ours}>
        {wanted ? t.missing : t.alsoMissing}
      </p>
    )
  }
  const notes = [
    ...(cell.missing.length > 0 ? [{ bad: true, text: t.missingPlaceholders(cell.missing.map(braced).join(', ')) }] : []),
    ...(cell.extra.length > 0 ? [{ bad: true, text: t.extraPlaceholders(cell.extra.map(braced).join(', '), there) }] : []),
    ...(cell.otherKind ? [{ bad: true, text: t.otherKind(there) }] : []),
    ...(cell.untranslated ? [{ bad: false, text: t.untranslated(there) }] : []),
  ]
  return (
    <>
      {form(row, cell) && (
        <span className="text-xs text-ink-3" lang={ours}>
          {form(row, cell)}
        </span>
      )}
      {cell.text !== '' && (
        <p className="break-words whitespace-pre-wrap">
          <WithPlaceholders text={cell.text} />
        </p>
      )}
      {cell.text === '' && form(row, cell) === '' && (
        <p className="text-xs text-ink-3" lang={ours}>
          {t.byMeta}
        </p>
      )}
      {notes.map(({ bad, text }) => (
        <p
          key={text}
          lang={ours}
          className={clsx('mt-1 text-xs', bad ? 'text-danger-text' : 'text-warn-text')}
          data-note={bad ? 'bad' : 'hint'}
        >
          {text}
        </p>
      ))}
    </>
  )
}

const braced = (name: string): string => `{{${name}}}`

function form({ kind }: Row, { form: which }: Cell): string {
  const t = words.templateDesk.editor
  if (kind === 'header') return which === 'TEXT' ? '' : ((t.headers as Readonly<Record<string, string>>)[which] ?? which)
  return kind === 'button' ? (t.kinds[which] ?? which) : ''
}

/** The text as it was submitted, its placeholders standing out. */
function WithPlaceholders({ text }: { text: string }) {
  return text.split(/(\{\{[^{}]*\}\})/).map((piece, at) => {
    const key = `${at} ${piece}`
    return piece.startsWith('{{') ? (
      <mark key={key} className="rounded-[3px] bg-accent/12 px-0.5 text-inherit">
        {piece}
      </mark>
    ) : (
      <span key={key}>{piece}</span>
    )
  })
}
