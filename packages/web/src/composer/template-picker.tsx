import type { Price } from '@casement/rules'
import { clsx } from 'clsx'
import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { platformNow } from '../clock/platform-clock.ts'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { type Quote, type QuoteKind, type Send, useCheck, usePrices } from '../messages/messages.ts'
import { sendMessage } from '../messages/outbox.ts'
import { words } from '../strings/words.ts'
import { useSuggestions } from '../suggestions/suggestions.ts'
import { fieldsOf, missing, prefilled, templateContent, type Values } from '../templates/fields.ts'
import { rememberTemplate } from '../templates/recent.ts'
import { type Template, useTemplates } from '../templates/templates.ts'
import { contactName, type Thread } from '../threads/threads.ts'
import type { WindowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'
import { CostLine } from './cost-line.tsx'
import { decisionOfQuote } from './decision-of-quote.ts'
import { FindingList } from './finding-list.tsx'
import { sendLabel } from './send-label.ts'
import { TemplateFields } from './template-fields.tsx'
import { TemplateList } from './template-list.tsx'
import { TemplatePreview } from './template-preview.tsx'
import { useSettled } from './use-settled.ts'

/** The composer as template picker: choose, fill, see it as on the phone, know the price, send. */
export function TemplatePicker({
  thread,
  window,
  now,
  modes,
}: {
  thread: Thread
  window: WindowNow
  now: number
  modes: ReactNode
}) {
  const templates = useTemplates()
  const prices = usePrices(thread.id)
  const suggestions = useSuggestions(thread)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [values, setValues] = useState<Values>({})
  const [sending, setSending] = useState(false)

  const chosen = templates.data?.find((template) => template.id === chosenId) ?? null
  const fields = useMemo(() => (chosen ? fieldsOf(chosen) : []), [chosen])
  const gaps = missing(fields, values)
  const content = useMemo(() => (chosen ? templateContent(chosen, values) : null), [chosen, values])
  const send = useMemo(
    (): Send | null => (content ? { from: thread.number.id, to: { contactId: thread.contact.id }, message: content } : null),
    [content, thread],
  )
  const checked = useSettled(gaps.length === 0 ? send : null, 250)
  const verdict = useCheck(thread.id, checked)
  const quote = chosen ? quoteFor(chosen, prices.data) : null
  const settled = gaps.length === 0 && checked !== null && checked === send && !verdict.isPlaceholderData
  const decision = (settled ? verdict.data?.decision : null) ?? (quote ? decisionOfQuote(quote, thread.window) : null)
  const refused = decision?.kind === 'refuse'
  const price: Price | null = decision?.kind === 'send' ? decision.price : (quote?.price ?? null)
  const ready = chosen !== null && gaps.length === 0 && !refused && !sending

  const choose = (template: Template) => {
    setChosenId(template.id)
    setValues(prefilled(fieldsOf(template), thread.contact))
  }
  const submit = async () => {
    if (!send || !chosen || !ready) return
    setSending(true)
    rememberTemplate(chosen.id)
    const outcome = await sendMessage({
      threadId: thread.id,
      send,
      template: chosen,
      text: words.composer.templateNamed(chosen.name),
      at: platformNow(),
    })
    setSending(false)
    if (outcome.state !== 'refused') setChosenId(null)
  }
  const name = contactName(thread.contact, words.thread.nameless)
  const firstName = name.split(' ')[0] ?? name
  const closed = window.state === 'closed'

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      aria-label={words.composer.pickerLabel}
    >
      <div className="@container overflow-hidden rounded-lg bg-surface shadow-[0_0_0_1px_var(--line-strong),0_2px_8px_-2px_rgb(25_30_39/.08)] dark:bg-raised">
        <div className="flex flex-wrap items-center gap-x-[9px] gap-y-2 border-b border-line py-2.5 pe-2.5 ps-3">
          <WindowRing quiet size={20} window={window} />
          <p className="min-w-0 flex-1 basis-[200px]">
            <b className="block font-strong">{closed ? words.composer.closedTitle : words.composer.templateTitle}</b>
            {closed && <span className="block text-xs text-ink-3">{closedWhy(window, firstName)}</span>}
          </p>
          {modes}
        </div>
        {templates.isError ? (
          <ProblemNotice error={templates.error} onRetry={() => void templates.refetch()} className="m-3" />
        ) : (
          <div className="grid h-[min(340px,46dvh)] grid-cols-1 @[480px]:grid-cols-[minmax(0,1fr)_minmax(230px,46%)]">
            <div className={clsx('flex min-h-0 min-w-0 flex-col', chosen && '@max-[480px]:hidden')}>
              <TemplateList
                templates={templates.data ?? null}
                suggested={suggestions.templates}
                chosenId={chosenId}
                quoteOf={(template) => quoteFor(template, prices.data)}
                onChoose={choose}
              />
            </div>
            <div
              className={clsx(
                'flex min-h-0 flex-col overflow-y-auto bg-phone-wall text-phone-ink @[480px]:border-s @[480px]:border-line',
                !chosen && '@max-[480px]:hidden',
              )}
            >
              {chosen && content ? (
                <>
                  <Button look="phone" size="sm" className="m-2 self-start @[480px]:hidden" onClick={() => setChosenId(null)}>
                    <ChevronLeft size={14} aria-hidden="true" />
                    {words.composer.otherTemplates}
                  </Button>
                  <TemplatePreview template={chosen} content={content} at={now} />
                  <TemplateFields fields={fields} values={values} onChange={setValues} />
                </>
              ) : (
                <p className="m-auto max-w-[24ch] p-4 text-center text-xs text-phone-ink-2">
                  {words.composer.nothingChosen(name)}
                </p>
              )}
            </div>
          </div>
        )}
        {settled && <FindingList findings={verdict.data?.findings ?? []} />}
        <div className="flex items-center gap-2 border-t border-line p-2">
          <span className="min-w-0 flex-1 truncate px-1 text-xs text-ink-3" role="status">
            {chosen && gaps.length > 0 && words.composer.stillEmpty(gaps.length)}
            {chosen && gaps.length === 0 && fields.length > 0 && words.composer.allFilled(fields.length)}
          </span>
          <Button type="submit" look="primary" data-testid="composer-send" disabled={!ready}>
            {sendLabel(price, decision?.kind === 'hold')}
          </Button>
        </div>
      </div>
      <CostLine
        hint={words.cost.chooseFirst}
        decision={chosen ? decision : null}
        window={window}
        now={now}
        after={closed ? words.composer.answerOpens : undefined}
      />
    </form>
  )
}

const closedWhy = (window: WindowNow, name: string): string =>
  window.until === null ? words.composer.neverWrote(name) : words.composer.closedSince(name, window.hours)

/** The price of a template for this customer now: that of its category. */
function quoteFor(
  template: Template,
  rows: readonly { readonly what: QuoteKind; readonly now: Quote }[] | undefined,
): Quote | null {
  const category = template.category.toLowerCase()
  return rows?.find((row) => row.what === category)?.now ?? null
}
