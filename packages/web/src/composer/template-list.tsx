import { plainText, renderTemplate } from '@casement/rules'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { RotateCw, Search } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Empty } from '../controls/empty.tsx'
import type { Quote } from '../messages/messages.ts'
import { isFree, priceShort } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { SuggestedTemplate } from '../suggestions/suggestions.ts'
import { canBeFilledHere } from '../templates/fields.ts'
import { useRecentTemplates } from '../templates/recent.ts'
import { syncTemplates, type Template } from '../templates/templates.ts'

/** Approved templates with their price for this customer; what cannot be sent stays in view with its reason. */
export function TemplateList({
  templates,
  chosenId,
  suggested,
  quoteOf,
  onChoose,
}: {
  templates: readonly Template[] | null
  suggested: readonly SuggestedTemplate[]
  chosenId: string | null
  quoteOf: (template: Template) => Quote | null
  onChoose: (template: Template) => void
}) {
  const [search, setSearch] = useState('')
  const recentIds = useRecentTemplates()
  const listId = useId()
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    return (templates ?? []).filter(
      (template) => wanted === '' || `${template.name} ${template.language} ${summary(template)}`.toLowerCase().includes(wanted),
    )
  }, [templates, search])
  const withId = (id: string) => found.find((template) => template.id === id) ?? []
  const fitting = suggested.flatMap(({ templateId }) => withId(templateId)).filter((template) => canBeFilledHere(template))
  const recent = recentIds.flatMap(withId).filter((template) => !fitting.includes(template))
  const others = found
    .filter((template) => !fitting.includes(template) && !recent.includes(template))
    .toSorted((a, b) => Number(canBeFilledHere(b)) - Number(canBeFilledHere(a)))
  const sections = [
    { title: words.desk.composer.suggestions.templates, rows: fitting },
    { title: words.templates.recent, rows: recent },
    { title: found.length > others.length ? words.templates.others : words.templates.all, rows: others },
  ].filter((section) => section.rows.length > 0)

  if (templates?.length === 0) return <NoTemplates />
  return (
    <>
      <div className="flex-none p-2 pb-1">
        <label className="flex h-[30px] items-center gap-2 rounded-sm bg-surface px-2.5 text-xs shadow-[inset_0_0_0_1px_var(--line-strong)] focus-within:shadow-[inset_0_0_0_1.5px_var(--accent)] dark:bg-sunken">
          <Search size={14} className="text-ink-3" aria-hidden="true" />
          <input
            type="search"
            data-keys="template-search"
            aria-label={words.templates.search}
            aria-controls={listId}
            placeholder={templates ? words.templates.searchHint(templates.length) : words.templates.search}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              const first = sections[0]?.rows.find((template) => canBeFilledHere(template))
              if (first) onChoose(first)
            }}
            className="min-w-0 flex-1 bg-transparent outline-none focus-visible:shadow-none max-desk:text-lg"
          />
          <kbd className="max-desk:hidden">T</kbd>
        </label>
      </div>
      <div id={listId} className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {templates && found.length === 0 && <p className="p-2 text-xs text-ink-3">{words.templates.noneFound(search)}</p>}
        {sections.map((section) => (
          <section key={section.title} aria-label={section.title}>
            <h3 className="px-2 pt-2 pb-0.5 text-2xs font-medium text-ink-3">{section.title}</h3>
            {section.rows.map((template) => (
              <TemplateRow
                key={template.id}
                template={template}
                quote={quoteOf(template)}
                because={suggested.find(({ templateId }) => templateId === template.id)?.because}
                chosen={template.id === chosenId}
                onChoose={() => onChoose(template)}
              />
            ))}
          </section>
        ))}
      </div>
    </>
  )
}

function TemplateRow({
  template,
  quote,
  because,
  chosen,
  onChoose,
}: {
  template: Template
  quote: Quote | null
  because: string | undefined
  chosen: boolean
  onChoose: () => void
}) {
  const fillable = canBeFilledHere(template)
  const refusal = !fillable ? words.templates.beyond : quote && !quote.allowed && !quote.waits ? quote.because : null
  const waits = refusal === null && quote?.waits ? quote.because : null
  const category = words.category[template.category.toLowerCase() as keyof typeof words.category] ?? template.category
  return (
    <button
      type="button"
      title={because}
      data-testid="template-option"
      data-template={template.name}
      aria-pressed={chosen}
      aria-disabled={refusal !== null || undefined}
      onClick={() => refusal === null && onChoose()}
      className={clsx(
        'block w-full rounded-sm px-2 pt-[5px] pb-1.5 text-start leading-[1.38] transition-quick',
        chosen ? 'bg-selected' : refusal === null && 'hover:bg-hover',
        refusal !== null && 'cursor-default',
      )}
    >
      <span className="flex items-center gap-1.5">
        <b className={clsx('truncate', refusal === null ? 'font-medium' : 'font-text text-ink-3')}>{template.name}</b>
        <Chip small tone={chosen ? 'raised' : 'plain'}>
          {template.language}
        </Chip>
        {quote?.price && (
          <span
            className={clsx(
              'ms-auto flex-none ps-2 text-xs',
              refusal !== null ? 'text-ink-3' : isFree(quote.price) ? 'font-medium text-free' : 'font-medium',
            )}
          >
            {priceShort(quote.price)}
          </span>
        )}
      </span>
      <span className={clsx('block truncate text-xs', refusal === null ? 'text-ink-2' : 'text-ink-3')}>{summary(template)}</span>
      <span className={clsx('block text-2xs', refusal === null && waits === null ? 'truncate text-ink-3' : 'text-warn-text')}>
        {category}
        {(refusal ?? waits) !== null && `. ${refusal ?? waits}`}
      </span>
    </button>
  )
}

function NoTemplates() {
  const client = useQueryClient()
  const sync = useMutation({ mutationFn: syncTemplates, onSuccess: () => client.invalidateQueries({ queryKey: ['templates'] }) })
  return (
    <Empty
      action={
        <Button onClick={() => sync.mutate()} disabled={sync.isPending}>
          <RotateCw size={14} aria-hidden="true" />
          {words.templates.sync}
        </Button>
      }
    >
      {words.templates.none}
    </Empty>
  )
}

const summaries = new WeakMap<Template, string>()
/** The body with its samples, in one line. */
function summary(template: Template): string {
  const known = summaries.get(template)
  if (known !== undefined) return known
  const text = plainText(renderTemplate(template)).replace(/\s+/g, ' ').trim()
  summaries.set(template, text)
  return text
}
