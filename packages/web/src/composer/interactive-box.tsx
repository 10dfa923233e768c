import { messageLimits } from '@casement/platform'
import { clsx } from 'clsx'
import { List, Plus, Reply, SquareArrowOutUpRight, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMemo } from 'react'
import { Button } from '../controls/button.tsx'
import { Notice } from '../controls/notice.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { store, useStored } from '../controls/stored.ts'
import { usePrices } from '../messages/messages.ts'
import { dropOutgoing } from '../messages/outbox.ts'
import { words } from '../strings/words.ts'
import type { Thread } from '../threads/threads.ts'
import type { WindowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'
import { CostLine } from './cost-line.tsx'
import { decisionOfQuote } from './decision-of-quote.ts'
import { FindingList } from './finding-list.tsx'
import {
  type DraftSection,
  type InteractiveDraft,
  type InteractiveKind,
  interactiveContent,
  readInteractive,
} from './interactive-draft.ts'
import { SendButton } from './send-button.tsx'
import { useSending } from './use-sending.ts'

const KINDS: readonly InteractiveKind[] = ['button', 'list', 'cta_url']

/** Buttons, a list or a link, edited on the message itself: what stands here is what the phone will show. */
export function InteractiveBox({
  thread,
  window,
  now,
  modes,
  onTemplate,
}: {
  thread: Thread
  window: WindowNow
  now: number
  modes: ReactNode
  onTemplate: () => void
}) {
  const key = `draft.interactive.${thread.id}`
  const kept = useStored(key)
  const draft = useMemo(() => readInteractive(kept), [kept])
  const set = (change: Partial<InteractiveDraft>) => {
    store(key, JSON.stringify({ ...draft, ...change }))
    sending.clearProblem()
  }
  const content = useMemo(() => interactiveContent(draft), [draft])
  const sending = useSending(thread, content)
  const quote = usePrices(thread.id).data?.find((row) => row.what === 'free-form')?.now
  const decision = sending.decision ?? (quote ? decisionOfQuote(quote, thread.window) : null)
  const price = sending.decision?.kind === 'send' ? sending.decision.price : null
  const errors = sending.findings.some((finding) => finding.severity === 'error')
  const submit = async (sendAt?: number) => {
    if (!content || sending.refused || errors) return
    store(key, null)
    const outcome = await sending.submit(draft.body.trim(), sendAt)
    if (outcome?.state !== 'refused') return
    store(key, JSON.stringify(draft))
    dropOutgoing(outcome.key)
  }
  const { builder } = words.desk.composer
  const limits = messageLimits
  return (
    <form
      aria-label={builder.title}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className="rounded-lg bg-surface shadow-[0_0_0_1px_var(--line-strong),0_2px_8px_-2px_rgb(25_30_39/.08)] dark:bg-raised">
        <div className="flex flex-wrap items-center gap-2 border-b border-line py-2 pe-2.5 ps-3">
          <WindowRing quiet size={20} window={window} />
          <Segmented<InteractiveKind>
            label={builder.kind}
            value={draft.kind}
            onChange={(kind) => set({ kind })}
            segments={KINDS.map((kind) => ({ value: kind, label: builder.kinds[kind], testId: `builder-${kind}` }))}
          />
          <span className="flex-1" />
          <Button size="sm" look="ghost" type="button" onClick={() => store(key, null)}>
            {builder.clear}
          </Button>
        </div>
        <div className="max-h-[min(420px,44dvh)] overflow-y-auto bg-phone-wall px-3 py-4 text-phone-ink">
          <div className="mx-auto w-full max-w-[340px]">
            <div className="overflow-hidden rounded-[10px] rounded-ss-[3px] bg-phone-in px-3 pt-2 text-md leading-[1.4] shadow-[0_1px_1px_rgb(0_0_0/.08)]">
              <Field
                label={builder.header}
                value={draft.header}
                limit={limits.interactive.header.value}
                onChange={(header) => set({ header })}
                className="font-strong"
              />
              <Field
                label={builder.body}
                value={draft.body}
                limit={draft.kind === 'list' ? limits.list.body.value : limits.interactive.body.value}
                onChange={(body) => set({ body })}
                multiline
                testId="builder-body"
              />
              <Field
                label={builder.footer}
                value={draft.footer}
                limit={limits.interactive.footer.value}
                onChange={(footer) => set({ footer })}
                className="text-xs text-phone-ink-2"
              />
              {draft.kind === 'button' && <Buttons draft={draft} set={set} />}
              {draft.kind === 'cta_url' && (
                <div className="-mx-3 mt-1 border-t border-[rgb(127_127_127/.18)] px-3 py-1 text-phone-link">
                  <span className="flex items-center gap-1.5">
                    <SquareArrowOutUpRight size={14} className="flex-none" aria-hidden="true" />
                    <Field
                      label={builder.linkLabel}
                      value={draft.linkLabel}
                      limit={limits.ctaUrl.displayText.value}
                      onChange={(linkLabel) => set({ linkLabel })}
                      className="font-medium"
                    />
                  </span>
                  <Field
                    label={builder.linkUrl}
                    value={draft.linkUrl}
                    onChange={(linkUrl) => set({ linkUrl })}
                    className="text-xs text-phone-ink-2"
                  />
                </div>
              )}
              {draft.kind === 'list' && (
                <div className="-mx-3 mt-1 flex items-center gap-1.5 border-t border-[rgb(127_127_127/.18)] px-3 py-1 text-phone-link">
                  <List size={14} className="flex-none" aria-hidden="true" />
                  <Field
                    label={builder.listButton}
                    value={draft.listButton}
                    limit={limits.list.button.value}
                    onChange={(listButton) => set({ listButton })}
                    className="font-medium"
                  />
                </div>
              )}
            </div>
            {draft.kind === 'list' && <Sections draft={draft} set={set} />}
            <p className="mt-2 text-center text-2xs text-phone-ink-2">{builder.onPhone}</p>
          </div>
        </div>
        {sending.problem && (
          <Notice className="mx-2 my-1" title={words.outbox.refused}>
            {sending.problem.because ?? sending.problem.detail ?? sending.problem.title} {sending.problem.remedy}
          </Notice>
        )}
        <FindingList findings={sending.findings} />
        <div className="flex flex-wrap items-center gap-2 border-t border-line p-2">
          {modes}
          <span className="flex-1" />
          <SendButton
            thread={thread}
            price={price}
            ready={content !== null && !sending.refused && !errors}
            content={content}
            isEmpty={draft.body === ''}
            now={now}
            // The form sends: this button is of the kind that submits it.
            onSend={() => {}}
            onSchedule={(at) => void submit(at)}
            onTemplate={onTemplate}
            onUndone={() => {}}
          />
        </div>
      </div>
      <CostLine decision={errors ? null : decision} window={window} now={now} hint={builder.toFix} />
    </form>
  )
}

function Buttons({ draft, set }: { draft: InteractiveDraft; set: (change: Partial<InteractiveDraft>) => void }) {
  const { builder } = words.desk.composer
  const most = messageLimits.button.buttons.value
  return (
    <div className="mt-1 pb-1">
      {draft.buttons.map((title, index) => (
        <div
          // Buttons have no names of their own while they are written.
          // biome-ignore lint/suspicious/noArrayIndexKey: their place is what tells them apart
          key={index}
          className="-mx-3 flex items-center gap-1.5 border-t border-[rgb(127_127_127/.18)] px-3 py-0.5 text-phone-link"
        >
          <Reply size={14} className="flex-none" aria-hidden="true" />
          <Field
            label={builder.button(index + 1)}
            value={title}
            limit={messageLimits.button.title.value}
            onChange={(value) => set({ buttons: draft.buttons.map((each, at) => (at === index ? value : each)) })}
            className="font-medium"
            testId="builder-reply"
          />
          {draft.buttons.length > 1 && (
            <Remove
              label={builder.removeButton(title || builder.button(index + 1))}
              onPress={() => set({ buttons: draft.buttons.filter((_, at) => at !== index) })}
            />
          )}
        </div>
      ))}
      {draft.buttons.length < most && <Add label={builder.addButton} onPress={() => set({ buttons: [...draft.buttons, ''] })} />}
    </div>
  )
}

function Sections({ draft, set }: { draft: InteractiveDraft; set: (change: Partial<InteractiveDraft>) => void }) {
  const { builder } = words.desk.composer
  const rows = draft.sections.reduce((sum, section) => sum + section.rows.length, 0)
  const change = (index: number, with_: Partial<DraftSection>) =>
    set({ sections: draft.sections.map((section, at) => (at === index ? { ...section, ...with_ } : section)) })
  const full = rows >= messageLimits.list.rowsTotal.value
  return (
    <div className="mt-2 rounded-[10px] bg-phone-in px-3 py-2 shadow-[0_1px_1px_rgb(0_0_0/.08)]">
      {draft.sections.map((section, index) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: their place is what tells them apart
          key={index}
          className="[&+&]:mt-2 [&+&]:border-t [&+&]:border-[rgb(127_127_127/.18)] [&+&]:pt-2"
        >
          <span className="flex items-center">
            <Field
              label={builder.sectionTitle(index + 1)}
              value={section.title}
              limit={messageLimits.list.sectionTitle.value}
              onChange={(title) => change(index, { title })}
              className="text-xs font-strong"
            />
            {draft.sections.length > 1 && (
              <Remove
                label={builder.removeSection(section.title || String(index + 1))}
                onPress={() => set({ sections: draft.sections.filter((_, at) => at !== index) })}
              />
            )}
          </span>
          {section.rows.map((row, place) => {
            const put = (with_: Partial<typeof row>) =>
              change(index, { rows: section.rows.map((each, at) => (at === place ? { ...each, ...with_ } : each)) })
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: their place is what tells them apart
              <div key={place} className="flex items-start gap-1 py-0.5">
                <span className="min-w-0 flex-1">
                  <Field
                    label={builder.row(place + 1)}
                    value={row.title}
                    limit={messageLimits.list.rowTitle.value}
                    onChange={(title) => put({ title })}
                    testId="builder-row"
                  />
                  <Field
                    label={builder.rowDescription(place + 1)}
                    value={row.description}
                    limit={messageLimits.list.rowDescription.value}
                    onChange={(description) => put({ description })}
                    className="text-xs text-phone-ink-2"
                  />
                </span>
                {rows > 1 && (
                  <Remove
                    label={builder.removeRow(row.title || builder.row(place + 1))}
                    onPress={() => change(index, { rows: section.rows.filter((_, at) => at !== place) })}
                  />
                )}
              </div>
            )
          })}
          {!full && (
            <Add
              label={builder.addRow}
              onPress={() => change(index, { rows: [...section.rows, { title: '', description: '' }] })}
            />
          )}
        </fieldset>
      ))}
      {!full && draft.sections.length < messageLimits.list.sections.value && (
        <Add
          label={builder.addSection}
          onPress={() => set({ sections: [...draft.sections, { title: '', rows: [{ title: '', description: '' }] }] })}
        />
      )}
    </div>
  )
}

/** A place in the message that one writes in; its limit shows once it is half used. */
function Field({
  label,
  value,
  limit,
  onChange,
  multiline = false,
  className,
  testId,
}: {
  label: string
  value: string
  limit?: number
  onChange: (value: string) => void
  multiline?: boolean
  className?: string
  testId?: string
}) {
  const length = [...value].length
  const look = clsx(
    'min-h-6 w-full min-w-0 resize-none rounded-xs bg-transparent py-0.5 outline-none placeholder:font-text placeholder:text-phone-ink-2 focus-visible:shadow-[0_0_0_1.5px_var(--accent)]',
    className,
  )
  const shared = {
    'aria-label': label,
    placeholder: label,
    value,
    dir: 'auto' as const,
    'data-testid': testId,
    className: look,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  }
  return (
    <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
      {multiline ? <textarea rows={2} {...shared} className={clsx(look, 'field-sizing-content')} /> : <input {...shared} />}
      {limit !== undefined && length > limit / 2 && (
        <span
          className={clsx('flex-none text-2xs', length > limit ? 'font-medium text-danger-text' : 'text-phone-ink-2')}
          role={length > limit ? 'alert' : undefined}
        >
          {limit - length}
        </span>
      )}
    </span>
  )
}

const Add = ({ label, onPress }: { label: string; onPress: () => void }) => (
  <button
    type="button"
    onClick={onPress}
    className="flex h-7 items-center gap-1.5 text-xs text-phone-ink-2 underline-offset-2 hover:underline"
  >
    <Plus size={13} aria-hidden="true" />
    {label}
  </button>
)

const Remove = ({ label, onPress }: { label: string; onPress: () => void }) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    onClick={onPress}
    className="grid size-6 flex-none place-items-center text-phone-ink-2"
  >
    <X size={13} aria-hidden="true" />
  </button>
)
