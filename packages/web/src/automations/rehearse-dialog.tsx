import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { SelectField } from '../controls/fields.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { openPhonePanel } from '../emulator/phone-panel-state.ts'
import { request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { contactName, type Thread } from '../threads/threads.ts'
import { rehearse, useDeed } from './automation-api.ts'

/** Lets the draft answer one emulated customer, and opens the phone beside their conversation. */
export function RehearseDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = words.automation.rehearsal
  const navigate = useNavigate()
  const threads = useQuery({
    queryKey: ['threads', 'rehearsal'],
    queryFn: ({ signal }) => request<{ data: readonly Thread[] }>('/v1/threads?view=all&limit=50', { signal }),
    select: (answer) => answer.data,
  })
  const [chosen, setChosen] = useState<string | null>(null)
  const thread = threads.data?.find((each) => each.id === chosen) ?? threads.data?.[0]
  const begin = useDeed(() => rehearse(id, thread?.contact.id ?? ''))
  return (
    <Dialog title={words.automation.rehearsal.title} hint={t.hint} onClose={onClose}>
      <div className="grid gap-4">
        {threads.data?.length === 0 && <p className="text-ink-2">{t.none}</p>}
        {thread && (
          <SelectField
            label={t.who}
            value={thread.id}
            options={(threads.data ?? []).map((each) => [each.id, contactName(each.contact, words.thread.nameless)] as const)}
            onChange={setChosen}
          />
        )}
        {begin.isError && <ProblemNotice error={begin.error} />}
        <Button
          look="primary"
          className="justify-self-end"
          disabled={!thread || begin.isPending}
          onClick={() =>
            begin.mutate(undefined, {
              onSuccess: () => {
                if (!thread) return
                openPhonePanel()
                void navigate({ to: '/inbox/$threadId', params: { threadId: thread.id } })
              },
            })
          }
        >
          {t.start}
        </Button>
      </div>
    </Dialog>
  )
}
