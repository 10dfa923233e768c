import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { clsx } from 'clsx'
import { PenLine } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { ListHeads, rowRoom } from '../controls/list-heads.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { languageName } from './language-names.ts'
import type { LanguageOf, TemplateName } from './names.ts'
import { Quality, StateChip, StateDot } from './state-dot.tsx'

const columns = 'grid-cols-[minmax(220px,1.6fr)_120px_130px_minmax(170px,1fr)_90px]'

/** The rows, virtual: an account may have six thousand templates. */
export function TemplateRows({ names, desk }: { names: readonly TemplateName[]; desk: boolean }) {
  const t = words.templateDesk.list
  const height = desk ? 74 : 112
  const scroller = useRef<HTMLElement>(null)
  const rows = useVirtualizer({
    count: names.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => names[index]?.key ?? index,
    overscan: 6,
  })
  useEffect(() => {
    if (height) rows.measure()
  }, [rows, height])
  return (
    <section
      ref={scroller}
      aria-label={t.title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain focus-visible:shadow-[inset_0_0_0_2px_var(--accent)]"
    >
      {desk && <ListHeads heads={Object.values(t.columns)} grid={columns} numbers={[4]} />}
      <ul className="relative m-0 list-none p-0" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const name = names[row.index]
          return name ? (
            <li
              key={row.key}
              className="absolute inset-x-0 top-0"
              style={{ height: row.size, transform: `translateY(${row.start}px)` }}
            >
              <Row name={name} desk={desk} />
            </li>
          ) : null
        })}
      </ul>
    </section>
  )
}

function Row({ name, desk }: { name: TemplateName; desk: boolean }) {
  const t = words.templateDesk.list
  const { results } = name
  const category = words.templateDesk.category[name.category as keyof typeof words.templateDesk.category] ?? name.category
  return (
    <article
      data-testid="template-row"
      data-name={name.name}
      className={clsx(
        'relative h-full border-b border-line py-2.5 hover:bg-hover',
        rowRoom,
        desk ? `grid items-center gap-x-5 ${columns}` : 'grid content-center gap-1',
      )}
    >
      <div className="min-w-0">
        <h2 className="flex min-w-0 items-baseline gap-2">
          <Link
            to="/templates/$name"
            params={{ name: name.name }}
            search={{ waba: name.wabaId }}
            className="truncate font-strong after:absolute after:inset-0 focus-visible:shadow-none focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)]"
          >
            {name.name}
          </Link>
          <span className="flex-none text-xs text-ink-3">{category}</span>
        </h2>
        <p className="mt-1 flex min-w-0 gap-1 overflow-hidden">
          {name.languages.slice(0, 5).map((one) => (
            <LanguageChip key={one.language} name={name} one={one} />
          ))}
          {name.languages.length > 5 && <span className="self-center text-xs text-ink-3">+{name.languages.length - 5}</span>}
        </p>
      </div>
      <p className="flex items-center gap-2">
        <StateChip state={name.state} />
        {!desk && <Quality quality={name.quality} />}
      </p>
      {desk && (
        <p>
          <Quality quality={name.quality} />
        </p>
      )}
      <p className="truncate text-xs text-ink-2">
        {results ? (
          t.results(count(results.sent), count(results.read), count(results.taps))
        ) : (
          <span className="text-ink-3">{t.neverSent}</span>
        )}
        {!desk && results?.currency && ` · ${amountText(results.cost, results.currency, A_SUM)}`}
      </p>
      {desk && (
        <p className="text-end font-medium">{results?.currency ? amountText(results.cost, results.currency, A_SUM) : ''}</p>
      )}
    </article>
  )
}

function LanguageChip({ name, one }: { name: TemplateName; one: LanguageOf }) {
  const label = words.templateDesk.list.openLanguage(name.name, languageName(one.language), words.templateDesk.state[one.state])
  return (
    <Link
      to="/templates/$name"
      params={{ name: name.name }}
      search={{ waba: name.wabaId, language: one.language }}
      title={label}
      className="relative z-10 inline-flex h-6 flex-none items-center gap-1.5 rounded-xs bg-chip px-[7px] text-2xs font-medium text-ink-2 hover:text-ink"
    >
      <StateDot state={one.state} />
      {one.language}
      <span className="sr-only">
        {' '}
        {label}
        {one.template && one.draft ? `, ${words.templateDesk.list.editing}` : ''}
      </span>
      {one.template && one.draft && <PenLine size={10} aria-hidden="true" />}
    </Link>
  )
}
