import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ReceiptLine } from '../contacts/contact-page.tsx'
import type { Receipt } from '../contacts/story.ts'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import type { Page } from '../http/page.ts'
import { query, request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { displayPhone } from '../threads/threads.ts'
import { usePurposes } from './consent-api.ts'
import { purposeLabel } from './purposes.tsx'

const small = `${fieldClass} h-8 max-w-48`

export function Receipts() {
  const t = words.consent.receipts
  const page = words.people.page
  const purposes = usePurposes()
  const [purpose, setPurpose] = useState('')
  const [choice, setChoice] = useState('')
  const [how, setHow] = useState('')
  const asked = { purpose, choice, how }
  const receipts = useInfiniteQuery({
    queryKey: ['consent', 'receipts', asked],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Receipt>>(`/v1/consent/statements${query({ ...asked, cursor: pageParam, limit: 50 })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.cursor,
  })
  const found = receipts.data?.pages.flatMap(({ data }) => data)
  const choose = (
    label: string,
    value: string,
    set: (value: string) => void,
    options: readonly (readonly [string, string])[],
  ) => (
    <label className="grid gap-1">
      <span className="text-xs text-ink-3">{label}</span>
      <select className={small} value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">{t.any}</option>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <section>
      <p className="mb-3 max-w-[68ch] text-ink-2">{t.hint}</p>
      <div className="mb-4 flex flex-wrap gap-3">
        {choose(
          t.purpose,
          purpose,
          setPurpose,
          (purposes.data?.data ?? []).map((one) => [one.purpose, purposeLabel(one)] as const),
        )}
        {choose(t.choice, choice, setChoice, Object.entries(page.choices))}
        {choose(t.how, how, setHow, Object.entries(page.how))}
      </div>
      {receipts.isError && <ProblemNotice error={receipts.error} onRetry={() => void receipts.refetch()} />}
      {found?.length === 0 && <p className="text-ink-3">{t.none}</p>}
      <ol className="m-0 grid list-none gap-3 p-0">
        {found?.map((receipt) => (
          <ReceiptLine
            key={receipt.id}
            receipt={receipt}
            who={
              receipt.contact && (
                <>
                  <Link
                    to="/contacts/$contactId"
                    params={{ contactId: receipt.contact.id }}
                    className="text-accent hover:underline"
                  >
                    {receipt.contact.name ||
                      (receipt.contact.phone ? displayPhone(receipt.contact.phone) : words.people.nameless)}
                  </Link>
                  {' · '}
                </>
              )
            }
          />
        ))}
      </ol>
      {receipts.hasNextPage && (
        <Button className="mt-4" disabled={receipts.isFetchingNextPage} onClick={() => void receipts.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </section>
  )
}
