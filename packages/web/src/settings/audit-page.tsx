import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { exactTime, stampTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import type { Page } from '../http/page.ts'
import { query, request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { addressText } from './address-text.ts'
import { useMembers } from './members.ts'
import { cellClass, rowClass, Section, Table } from './section.tsx'

const t = words.settings.audit

type Entry = {
  readonly id: string
  readonly at: string
  readonly actor: { readonly kind: 'person' | 'key' | 'operator'; readonly name: string }
  readonly action: string
  readonly object: Readonly<Record<string, string>>
  readonly changed: readonly string[]
  readonly details: Readonly<Record<string, unknown>>
  readonly address: string | null
}

/** Who did what, the newest first. */
export function AuditPage() {
  const members = useMembers().data ?? []
  const [actor, setActor] = useState('')
  const log = useInfiniteQuery({
    queryKey: ['audit', actor],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Entry>>(`/v1/audit${query({ actorId: actor, cursor: pageParam, limit: 100 })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    staleTime: 0,
  })
  const entries = log.data?.pages.flatMap((page) => page.data)
  return (
    <Section
      title={t.title}
      hint={t.hint}
      action={
        <select
          aria-label={t.who}
          value={actor}
          onChange={(event) => setActor(event.currentTarget.value)}
          className="h-8 rounded-sm bg-surface px-2 shadow-[inset_0_0_0_1px_var(--line-strong)] dark:bg-sunken"
        >
          <option value="">{t.everybody}</option>
          {members.map((member) => (
            <option key={member.id} value={member.id}>
              {member.name}
            </option>
          ))}
        </select>
      }
    >
      {log.isError && <ProblemNotice error={log.error} onRetry={() => void log.refetch()} />}
      {entries?.length === 0 && <Empty>{t.none}</Empty>}
      {entries && entries.length > 0 && (
        <Table label={t.title} columns={t.columns}>
          {entries.map((entry) => (
            <tr key={entry.id} className={rowClass} data-testid="audit-entry">
              <td className={`${cellClass} whitespace-nowrap text-ink-3`} title={exactTime(Date.parse(entry.at))}>
                {stampTime(Date.parse(entry.at))}
              </td>
              <td className={`${cellClass} whitespace-nowrap`}>
                {entry.actor.name}
                {entry.actor.kind !== 'person' && <span className="block text-2xs text-ink-3">{t.kind[entry.actor.kind]}</span>}
              </td>
              <td className={`${cellClass} min-w-[220px]`}>
                {entry.action}
                <Particulars entry={entry} />
              </td>
              <td className={`${cellClass} text-ink-3`}>{addressText(entry.address)}</td>
            </tr>
          ))}
        </Table>
      )}
      {log.hasNextPage && (
        <Button className="mt-3" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {words.settings.more}
        </Button>
      )}
    </Section>
  )
}

/** What was changed, by name, and what the action itself says of it. Never a text or a secret: the log holds none. */
function Particulars({ entry }: { entry: Entry }) {
  const told = [
    ...Object.entries(entry.details).map(
      ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
    ...(entry.changed.length > 0 ? [entry.changed.join(', ')] : []),
  ]
  return told.length > 0 ? <span className="block text-2xs break-words text-ink-3">{told.join(' · ')}</span> : null
}
