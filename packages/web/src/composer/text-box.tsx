import { messageLimits } from '@casement/platform'
import { lazy, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { whenTime } from '../clock/time-words.ts'
import { Notice } from '../controls/notice.tsx'
import { store, stored, useStored } from '../controls/stored.ts'
import { onThreadKey } from '../inbox/thread-keys.ts'
import { type Content, usePrices } from '../messages/messages.ts'
import { dropOutgoing, type Outgoing } from '../messages/outbox.ts'
import { words } from '../strings/words.ts'
import type { Draft } from '../suggestions/provider.ts'
import { useSuggestions } from '../suggestions/suggestions.ts'
import { contactName, type Thread } from '../threads/threads.ts'
import type { WindowNow } from '../windows/window.ts'
import { contentsOf, takesCaption } from './attachment.ts'
import { AttachmentList } from './attachment-list.tsx'
import { CannedMenu, KeepCanned } from './canned-menu.tsx'
import { ContentFormPanel } from './content-forms.tsx'
import { CostLine } from './cost-line.tsx'
import { decisionOfQuote } from './decision-of-quote.ts'
import { draftOf, keepDraft, useDraft } from './draft.ts'
import { FindingList } from './finding-list.tsx'
import { Meter } from './meter.tsx'
import { cannedQuery } from './quick-replies.ts'
import { fillQuickReply } from './quick-reply-text.ts'
import { SendButton } from './send-button.tsx'
import { SuggestionStrip } from './suggestion-strip.tsx'
import { markOfKey, NO_PREVIEW, type OpenPanel, TextTools } from './text-tools.tsx'
import { useAttachments } from './use-attachments.ts'
import { useKnown } from './use-known.ts'
import { useSending } from './use-sending.ts'
import { useTyping } from './use-typing.ts'

const EmojiPanel = lazy(() => import('./emoji-panel.tsx').then((module) => ({ default: module.EmojiPanel })))

/** The box for free text, while the window is open: what may stand in it and hang on it, what it costs, and how it goes. */
export function TextBox({
  thread,
  window,
  now,
  modes,
  box,
  onTemplate,
}: {
  thread: Thread
  window: WindowNow
  now: number
  modes: React.ReactNode
  box: RefObject<HTMLTextAreaElement | null>
  onTemplate: () => void
}) {
  const text = useDraft(thread.id)
  const name = contactName(thread.contact, words.thread.nameless)
  const attached = useAttachments()
  const { attachments } = attached
  const preview = useStored(NO_PREVIEW) !== 'yes'
  const contents = useMemo(() => contentsOf(text, attachments, preview), [text, attachments, preview])
  const content: Content | null = contents[0] ?? null
  const sending = useSending(thread, content)
  const quote = usePrices(thread.id).data?.find((row) => row.what === 'free-form')?.now
  const decision = (content ? sending.decision : null) ?? (quote ? decisionOfQuote(quote, thread.window) : null)
  const price = decision?.kind === 'send' ? decision.price : null
  const caption = attachments.length > 0
  const limit = caption ? messageLimits.media.caption.value : messageLimits.text.body.value
  const length = [...text].length
  const underway = attachments.some((each) => each.kind === 'media' && !each.media)
  const ready =
    content !== null && !underway && (length <= limit || (caption && !takesCaption(attachments[0]))) && !sending.refused

  const [panel, setPanel] = useState<OpenPanel>(null)
  const [unfilled, setUnfilled] = useState<readonly string[]>([])
  const [drafted, setDrafted] = useState<Draft | null>(null)
  const [dragged, setDragged] = useState(false)
  const cannedKey = useRef<((key: string) => boolean) | null>(null)
  const [cannedClosed, setCannedClosed] = useState(false)
  const canned = cannedClosed ? null : cannedQuery(text)
  const file = useRef<HTMLInputElement>(null)
  const known = useKnown(thread)
  const { replies } = useSuggestions(thread)

  const write = (next: string) => {
    keepDraft(thread.id, next)
    sending.clearProblem()
    setUnfilled([])
    if (next === '') setDrafted(null)
    if (next === '' || !next.startsWith('/')) setCannedClosed(false)
  }
  const typing = useTyping({ text, box, write })
  const take = (reply: { readonly text: string }) => {
    const filled = fillQuickReply(reply.text, known)
    write(filled.text)
    setUnfilled(filled.unfilled)
    typing.select(filled.text.length, filled.text.length)
  }
  const takeDraft = (draft: Draft) => {
    // Somebody who began to write meanwhile keeps what they wrote.
    if (draftOf(thread.id) !== '') return
    write(draft.text)
    setDrafted(draft)
    typing.select(draft.text.length, draft.text.length)
  }
  const left = thread.leftDraft
  const leftText = left ? fillQuickReply(left.text, known).text : null
  useEffect(() => {
    if (!left || leftText === null || stored(`draft.left.${thread.id}`) === left.at) return
    // Laid into the box once: somebody who began to write keeps what they wrote, and what was cleared stays away.
    store(`draft.left.${thread.id}`, left.at)
    if (draftOf(thread.id) === '') keepDraft(thread.id, leftText)
  }, [left, leftText, thread.id])
  useEffect(
    () =>
      onThreadKey('canned', () => {
        setCannedClosed(false)
        if (draftOf(thread.id) === '') keepDraft(thread.id, '/')
        requestAnimationFrame(() => box.current?.focus())
      }),
    [thread.id, box],
  )

  const submit = async (sendAt?: number) => {
    if (!content || !ready) return
    const kept = { text, attachments }
    write(caption && !takesCaption(attachments[0]) ? text : '')
    attached.clear()
    const [outcome] = await Promise.all([
      sending.submit(text || words.desk.composer.attachments.file, sendAt),
      ...contents.slice(1).map((more) => sending.submitMore(more, sendAt)),
    ])
    // What was refused goes back into the box, unless something else stands there by now: then its bubble keeps it.
    if (outcome?.state !== 'refused' || draftOf(thread.id) !== '') return
    keepDraft(thread.id, kept.text)
    attached.put(kept.attachments)
    dropOutgoing(outcome.key)
    box.current?.focus()
  }
  const putBack = (item: Outgoing) => {
    if (item.send.message.type === 'text' && draftOf(thread.id) === '') keepDraft(thread.id, item.text)
    box.current?.focus()
  }
  const addFiles = (files: FileList | null | undefined) => {
    if (files && files.length > 0) attached.addFiles([...files])
  }

  return (
    <>
      <section
        aria-label={words.composer.messageTo(name)}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return
          event.preventDefault()
          setDragged(true)
        }}
        onDragLeave={() => setDragged(false)}
        onDrop={(event) => {
          event.preventDefault()
          setDragged(false)
          addFiles(event.dataTransfer.files)
        }}
        className="relative rounded-lg bg-surface shadow-[0_0_0_1px_var(--line-strong),0_2px_8px_-2px_rgb(25_30_39/.08)] focus-within:shadow-[0_0_0_1.5px_var(--accent),0_2px_8px_-2px_rgb(25_30_39/.08)] dark:bg-raised"
      >
        {dragged && (
          <p className="pointer-events-none absolute inset-0 z-10 grid place-items-center rounded-lg bg-accent-tint font-medium text-accent shadow-[inset_0_0_0_2px_var(--accent)]">
            {words.desk.composer.drop}
          </p>
        )}
        {canned !== null && (
          <CannedMenu
            query={canned}
            keyOf={(listener) => {
              cannedKey.current = listener
            }}
            onTake={take}
            onClose={() => setCannedClosed(true)}
          />
        )}
        {panel === 'emoji' && (
          <Suspense fallback={null}>
            <EmojiPanel onPick={typing.insert} onClose={() => setPanel(null)} />
          </Suspense>
        )}
        {panel === 'keep' && <KeepCanned text={text} onClose={() => setPanel(null)} />}
        {panel !== null && panel !== 'emoji' && panel !== 'keep' && (
          <ContentFormPanel form={panel} onAdd={attached.addContent} onClose={() => setPanel(null)} />
        )}
        <AttachmentList list={attached} />
        {text === '' && !caption && (
          <SuggestionStrip
            threadId={thread.id}
            replies={replies}
            onDraft={takeDraft}
            filled={(text) => fillQuickReply(text, known).text}
            onTake={take}
          />
        )}
        <textarea
          ref={box}
          data-testid="composer-text"
          aria-label={words.composer.messageTo(name)}
          placeholder={takesCaption(attachments[0]) ? words.desk.composer.captionHint : words.composer.placeholder(name)}
          value={text}
          rows={1}
          dir="auto"
          onChange={(event) => write(event.currentTarget.value)}
          onPaste={(event) => {
            if (event.clipboardData.files.length === 0) return
            event.preventDefault()
            addFiles(event.clipboardData.files)
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (canned !== null && cannedKey.current?.(event.key)) return event.preventDefault()
            const mark = event.ctrlKey || event.metaKey ? markOfKey(event.key) : undefined
            if (mark) {
              event.preventDefault()
              return typing.mark(mark)
            }
            if (event.key !== 'Enter' || event.shiftKey) return
            event.preventDefault()
            void submit()
          }}
          className="block field-sizing-content max-h-[38dvh] min-h-14 w-full resize-none bg-transparent px-3.5 pt-3 pb-1 text-md leading-[1.45] outline-none focus-visible:shadow-none max-desk:text-lg"
        />
        {caption && !takesCaption(attachments[0]) && text.trim() !== '' && (
          <p className="px-3.5 pb-1 text-xs text-ink-3">{words.desk.composer.noCaption}</p>
        )}
        {unfilled.length > 0 && (
          <p role="status" className="px-3.5 pb-1 text-xs text-warn-text">
            {words.desk.composer.canned.unfilled(unfilled.join(', '))}
          </p>
        )}
        {left && text !== '' && text === leftText && (
          <p role="status" className="px-3.5 pb-1 text-xs text-ink-3" data-testid="left-draft">
            {words.desk.composer.suggestions.left(left.by)} {left.because}
          </p>
        )}
        {drafted && (
          <p role="status" className="px-3.5 pb-1 text-xs text-ink-3" data-testid="drafted">
            {words.desk.composer.suggestions.drafted(drafted.cost, drafted.currency)}{' '}
            {drafted.unknown.length > 0 && (
              <span className="text-warn-text">{words.desk.composer.suggestions.unknown(drafted.unknown.join(', '))}</span>
            )}
          </p>
        )}
        {sending.problem && (
          <Notice className="mx-2 my-1" title={words.outbox.refused}>
            {sending.problem.because ?? sending.problem.detail ?? sending.problem.title} {sending.problem.remedy}
          </Notice>
        )}
        <FindingList findings={sending.findings} />
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-2 pt-1.5 pb-2">
          {modes}
          <TextTools
            text={text}
            panel={panel}
            hasAttachments={caption}
            preview={preview}
            onPanel={setPanel}
            onMark={typing.mark}
            onFile={() => file.current?.click()}
            onAsk={attached.addContent}
            onCanned={() => {
              setCannedClosed(false)
              write('/')
              typing.select(1, 1)
            }}
          />
          <span className="ms-auto flex items-center gap-2">
            <Meter length={length} limit={limit} />
            <SendButton
              thread={thread}
              price={price}
              ready={ready}
              content={content}
              isEmpty={text === '' && attachments.length === 0}
              now={now}
              onSend={() => void submit()}
              onSchedule={(at) => void submit(at)}
              onTemplate={onTemplate}
              onUndone={putBack}
            />
          </span>
        </div>
        <input
          ref={file}
          type="file"
          multiple
          hidden
          data-testid="composer-file"
          onChange={(event) => {
            addFiles(event.currentTarget.files)
            event.currentTarget.value = ''
          }}
        />
      </section>
      <CostLine
        decision={decision}
        window={window}
        now={now}
        after={window.until !== null && window.state !== 'open' ? words.cost.textUntil(whenTime(window.until, now)) : undefined}
      />
    </>
  )
}
