import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Dialog, fieldClass } from '../controls/dialog.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { mayActAs } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { Field, FormError, fixAt, useSaving } from './form.tsx'
import { cellClass, rowClass, Section, Table } from './section.tsx'

const t = words.settings.quickReplies
const VARIABLES = [
  'contact.first_name',
  'contact.name',
  'contact.phone',
  'contact.attributes.city',
  'agent.first_name',
  'agent.name',
  'number.name',
] as const

type Reply = { readonly id: string; readonly shortcut: string; readonly text: string; readonly changedBy: string }

/** The same list the composer opens with a slash. */
const repliesQuery = queryOptions({
  queryKey: ['quick-replies'],
  queryFn: ({ signal }) => request<{ data: readonly Reply[] }>('/v1/quick-replies', { signal }),
})

/** Replies kept ready for the slash: a shortcut, a text, and what is filled in. */
export function QuickRepliesPage() {
  const writes = mayActAs(useSession().role, 'manager')
  const replies = useQuery(repliesQuery)
  const [search, setSearch] = useState('')
  const [editing, setEditing] = useState<Reply | 'new' | null>(null)
  const data = replies.data?.data
  const shown = data?.filter(({ shortcut, text }) => `/${shortcut} ${text}`.toLowerCase().includes(search.toLowerCase()))
  return (
    <Section
      title={t.title}
      hint={t.hint}
      action={
        writes && (
          <Button look="primary" onClick={() => setEditing('new')} data-testid="new-reply">
            <Plus size={15} aria-hidden="true" />
            {t.make}
          </Button>
        )
      }
    >
      {replies.isError && <ProblemNotice error={replies.error} onRetry={() => void replies.refetch()} />}
      {data?.length === 0 && <Empty>{t.none}</Empty>}
      {data && data.length > 8 && (
        <input
          type="search"
          aria-label={t.search}
          placeholder={t.search}
          value={search}
          className={`${fieldClass} mb-2 h-8 max-w-[320px]`}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {shown && shown.length > 0 && (
        <Table label={t.title} columns={t.columns}>
          {shown.map((reply) => (
            <ReplyRow key={reply.id} reply={reply} writes={writes} onEdit={() => setEditing(reply)} />
          ))}
        </Table>
      )}
      {editing && <ReplyDialog reply={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Section>
  )
}

function ReplyRow({ reply, writes, onEdit }: { reply: Reply; writes: boolean; onEdit: () => void }) {
  const client = useQueryClient()
  const saving = useSaving()
  const remove = async () => {
    await request(`/v1/quick-replies/${reply.id}`, { method: 'DELETE' })
    await client.invalidateQueries({ queryKey: repliesQuery.queryKey })
  }
  return (
    <tr className={rowClass} data-testid="reply">
      <th scope="row" className={`${cellClass} align-top text-start font-medium whitespace-nowrap`}>
        /{reply.shortcut}
      </th>
      <td className={`${cellClass} max-w-[420px] align-top whitespace-pre-line`}>
        {reply.text}
        {saving.error !== null && <ProblemNotice error={saving.error} />}
      </td>
      <td className={`${cellClass} align-top whitespace-nowrap text-ink-3`}>{reply.changedBy}</td>
      <td className={`${cellClass} pt-0.5 align-top text-end whitespace-nowrap`}>
        {writes && (
          <>
            <Button size="sm" look="ghost" onClick={onEdit} data-testid="edit-reply">
              {words.settings.edit}
            </Button>
            <ConfirmButton
              label={words.settings.remove}
              confirm={t.removeSure(reply.shortcut)}
              testId="remove-reply"
              onConfirm={() => void saving.run(remove)}
            />
          </>
        )}
      </td>
    </tr>
  )
}

function ReplyDialog({ reply, onClose }: { reply: Reply | null; onClose: () => void }) {
  const client = useQueryClient()
  const saving = useSaving()
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? '')
  const [text, setText] = useState(reply?.text ?? '')
  const box = useRef<HTMLTextAreaElement>(null)
  const save = async () => {
    const body = { shortcut: shortcut.replace(/^\//, ''), text }
    await (reply
      ? request(`/v1/quick-replies/${reply.id}`, { method: 'PATCH', body })
      : request('/v1/quick-replies', { method: 'POST', body }))
    await client.invalidateQueries({ queryKey: repliesQuery.queryKey })
  }
  /** Where the cursor stands, as it was before the button was pressed. */
  const insert = (name: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = box.current ?? {}
    const written = `{{${name}}}`
    setText(text.slice(0, selectionStart) + written + text.slice(selectionEnd))
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(selectionStart + written.length, selectionStart + written.length)
    })
  }
  return (
    <Dialog title={reply ? t.change(reply.shortcut) : t.make} onClose={onClose} width={560}>
      <form
        className="grid gap-4"
        onChange={saving.touch}
        onSubmit={(event) => {
          event.preventDefault()
          void saving.run(save).then((done) => done && onClose())
        }}
      >
        <Field label={t.shortcut} hint={t.shortcutHint} error={fixAt(saving.error, 'shortcut')} className="max-w-[260px]">
          {(control) => (
            <input
              {...control}
              value={shortcut}
              autoComplete="off"
              data-testid="reply-shortcut"
              onChange={(event) => setShortcut(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t.text} hint={t.textHint} error={fixAt(saving.error, 'text')}>
          {({ className: _, ...control }) => (
            <textarea
              {...control}
              ref={box}
              rows={5}
              value={text}
              data-testid="reply-text"
              className={`${fieldClass} py-2 leading-text`}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-1.5">
          {VARIABLES.map((name) => (
            <Button key={name} size="sm" onClick={() => insert(name)}>
              {t.variable[name]}
            </Button>
          ))}
        </div>
        <FormError error={saving.error} fields={['shortcut', 'text']} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.settings.cancel}</Button>
          <Button type="submit" look="primary" disabled={saving.busy} data-testid="save-reply">
            {words.settings.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
