import { useMutation, useQueryClient } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { useState } from 'react'
import { platformNow } from '../clock/platform-clock.ts'
import { exactTime, shortTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import type { Thread } from '../threads/threads.ts'
import { type Contact, useContact } from './contact.ts'
import { Row } from './contact-panel.tsx'

const dots = { in: 'bg-success', out: 'bg-danger', unsaid: 'shadow-[inset_0_0_0_1.5px_var(--window-closed)]' } as const

/** What they said about each purpose and how we know; what was said elsewhere is written down here with its evidence. */
export function Consent({ thread }: { thread: Thread }) {
  const contact = useContact(thread.contact.id).data
  const [recording, setRecording] = useState(false)
  const { panel } = words.desk
  const marketing = contact?.consent.marketing ?? { choice: thread.contact.consent?.marketing ?? 'unsaid' }
  const others = Object.entries(contact?.consent ?? {}).filter(
    ([purpose, said]) => purpose !== 'marketing' && said.choice !== 'unsaid',
  )
  const evidence = 'evidence' in marketing ? marketing.evidence : undefined
  return (
    <section className="border-t border-line px-4 pt-3.5 pb-3" data-testid="consent">
      <h3 className="mb-[7px] text-xs font-strong">{words.contact.consent}</h3>
      <dl className="grid gap-[5px] text-xs">
        <Row term={words.contact.marketing}>
          <Choice said={marketing} />
        </Row>
        {others.map(([purpose, said]) => (
          <Row key={purpose} term={panel.purposes[purpose as 'utility']}>
            <Choice said={said} />
          </Row>
        ))}
        {thread.contact.consent?.evidence && <Row term={words.contact.evidence}>{thread.contact.consent.evidence}</Row>}
        {evidence?.reference && (
          <Row term={panel.reference}>
            <span className="min-w-0 truncate" title={evidence.reference}>
              {evidence.reference}
            </span>
          </Row>
        )}
        {evidence?.by && <Row term="">{<span className="text-ink-3">{panel.recordedBy(evidence.by)}</span>}</Row>}
      </dl>
      {recording ? (
        <Record contactId={thread.contact.id} onDone={() => setRecording(false)} />
      ) : (
        <Button size="sm" look="ghost" className="mt-1 -ms-2" onClick={() => setRecording(true)}>
          {panel.record}
        </Button>
      )}
    </section>
  )
}

const Choice = ({ said }: { said: { readonly choice: 'in' | 'out' | 'unsaid'; readonly at?: string } }) => (
  <>
    <span className={clsx('size-[7px] flex-none rounded-full', dots[said.choice])} aria-hidden="true" />
    {words.contact.choice[said.choice]}
    {said.at && (
      <time className="text-ink-3" dateTime={said.at} title={exactTime(Date.parse(said.at))}>
        {shortTime(Date.parse(said.at), platformNow())}
      </time>
    )}
  </>
)

/** What somebody said elsewhere, written down with its evidence. */
export function Record({ contactId, onDone }: { contactId: string; onDone: () => void }) {
  const client = useQueryClient()
  const [wording, setWording] = useState('')
  const [reference, setReference] = useState('')
  const { panel } = words.desk
  const record = useMutation({
    mutationFn: (choice: 'in' | 'out') =>
      request<Contact>(`/v1/contacts/${contactId}/consent`, {
        method: 'POST',
        body: {
          purpose: 'marketing',
          choice,
          evidence: {
            how: 'person',
            ...(wording.trim() ? { wording: wording.trim() } : {}),
            ...(reference.trim() ? { reference: reference.trim() } : {}),
          },
        },
      }),
    onSuccess: (contact) => {
      client.setQueryData(['contact', contactId], contact)
      for (const queryKey of [['thread'], ['prices'], ['check'], ['contact', contactId, 'history']])
        void client.invalidateQueries({ queryKey })
      onDone()
    },
  })
  return (
    <fieldset className="mt-2 grid gap-1.5" aria-label={panel.recordTitle}>
      <p className="text-xs">{panel.recordTitle}</p>
      {(
        [
          [panel.wording, wording, setWording],
          [panel.proof, reference, setReference],
        ] as const
      ).map(([label, value, set]) => (
        <input
          key={label}
          value={value}
          aria-label={label}
          placeholder={label}
          onChange={(event) => set(event.currentTarget.value)}
          className="h-[26px] w-full rounded-sm bg-surface px-2 text-xs shadow-[inset_0_0_0_1px_var(--line-strong)] outline-none focus:shadow-[inset_0_0_0_1.5px_var(--accent)] dark:bg-sunken max-desk:text-lg"
        />
      ))}
      {record.isError && <ProblemNotice error={record.error} />}
      <span className="flex gap-1.5">
        <Button size="sm" disabled={record.isPending} onClick={() => record.mutate('in')}>
          {panel.saidYes}
        </Button>
        <Button size="sm" disabled={record.isPending} onClick={() => record.mutate('out')}>
          {panel.saidNo}
        </Button>
        <Button size="sm" look="ghost" onClick={onDone}>
          {words.desk.notes.cancel}
        </Button>
      </span>
    </fieldset>
  )
}
