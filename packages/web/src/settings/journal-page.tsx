import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { exactTime, stampTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { Segmented } from '../controls/segmented.tsx'
import type { Page } from '../http/page.ts'
import { query, request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { BodyView } from './body-view.tsx'
import { useSaving } from './form.tsx'
import { cellClass, rowClass, Section, Table } from './section.tsx'
import { SpanForm } from './span-form.tsx'

const t = words.settings.journal
const STATES = ['all', 'new', 'applied', 'unreadable', 'unrouted'] as const

type Entry = {
  readonly id: number
  readonly receivedAt: string
  readonly state: Exclude<(typeof STATES)[number], 'all'>
  readonly note?: string
  readonly bytes: number
  readonly body: string
}
type Letter = {
  readonly id: number
  readonly field: string
  readonly path: string
  readonly reason: string
  readonly state: 'waiting' | 'applied'
  readonly at: string
}

/** What the platform told us: items that could not be applied, and every webhook as it came. */
export function JournalPage() {
  return (
    <>
      <DeadLetters />
      <Webhooks />
      <Replay />
    </>
  )
}

function DeadLetters() {
  const client = useQueryClient()
  const saving = useSaving()
  const [told, setTold] = useState('')
  const letters = useInfiniteQuery({
    queryKey: ['dead-letters'],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Letter>>(`/v1/dead-letters${query({ cursor: pageParam, limit: 50 })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    staleTime: 0,
  })
  const data = letters.data?.pages.flatMap((page) => page.data)
  const again = async () => {
    const { applied, waiting } = await request<{ applied: number; waiting: number }>('/v1/dead-letters/replay', {
      method: 'POST',
      body: {},
    })
    setTold(t.lettersTold(applied, waiting))
    await client.invalidateQueries({ queryKey: ['dead-letters'] })
  }
  return (
    <Section
      title={t.lettersTitle}
      hint={t.lettersHint}
      action={
        data?.some(({ state }) => state === 'waiting') && (
          <Button disabled={saving.busy} onClick={() => void saving.run(again)} data-testid="replay-letters">
            <RotateCcw size={14} aria-hidden="true" />
            {t.tryAll}
          </Button>
        )
      }
    >
      <p role="status" className="text-xs text-ink-2">
        {told}
      </p>
      {(letters.isError || saving.error !== null) && <ProblemNotice error={letters.error ?? saving.error} />}
      {data?.length === 0 && <Empty>{t.noLetters}</Empty>}
      {data && data.length > 0 && (
        <Table label={t.lettersTitle} columns={t.letterColumns}>
          {data.map((letter) => (
            <LetterRow key={letter.id} letter={letter} />
          ))}
        </Table>
      )}
      {letters.hasNextPage && (
        <Button className="mt-3" onClick={() => void letters.fetchNextPage()}>
          {words.settings.more}
        </Button>
      )}
    </Section>
  )
}

function LetterRow({ letter }: { letter: Letter }) {
  const client = useQueryClient()
  const saving = useSaving()
  const [open, setOpen] = useState(false)
  const item = useQuery({
    queryKey: ['dead-letters', letter.id],
    queryFn: ({ signal }) => request<{ item: unknown }>(`/v1/dead-letters/${letter.id}`, { signal }),
    enabled: open,
  })
  const again = async () => {
    await request(`/v1/dead-letters/${letter.id}/replay`, { method: 'POST', body: {} })
    await client.invalidateQueries({ queryKey: ['dead-letters'] })
  }
  return (
    <>
      <tr className={rowClass} data-testid="dead-letter">
        <td className={`${cellClass} whitespace-nowrap text-ink-3`}>{stampTime(Date.parse(letter.at))}</td>
        <th scope="row" className={`${cellClass} text-start font-text`}>
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="font-medium text-accent hover:underline"
          >
            {letter.field}
          </button>
        </th>
        <td className={`${cellClass} min-w-[220px]`}>
          {letter.reason}
          {saving.error !== null && <ProblemNotice error={saving.error} />}
        </td>
        <td className={`${cellClass} text-end whitespace-nowrap`}>
          {letter.state === 'applied' ? (
            <Chip tone="ok">{t.applied}</Chip>
          ) : (
            <Button
              size="sm"
              look="ghost"
              disabled={saving.busy}
              onClick={() => void saving.run(again)}
              data-testid="replay-letter"
            >
              {t.tryAgain}
            </Button>
          )}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={4} className="pb-3">
            {item.isError && <ProblemNotice error={item.error} />}
            {item.data && <BodyView label={t.body} text={JSON.stringify(item.data.item)} />}
          </td>
        </tr>
      )}
    </>
  )
}

function Webhooks() {
  const [state, setState] = useState<(typeof STATES)[number]>('all')
  const log = useInfiniteQuery({
    queryKey: ['journal', state],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Entry>>(`/v1/journal${query({ state: state === 'all' ? null : state, cursor: pageParam, limit: 50 })}`, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    staleTime: 0,
  })
  const entries = log.data?.pages.flatMap((page) => page.data)
  return (
    <Section title={t.title} hint={t.hint}>
      <div className="mb-2 overflow-x-auto">
        <Segmented
          label={t.state}
          value={state}
          onChange={setState}
          segments={STATES.map((one) => ({ value: one, label: t.states[one] }))}
        />
      </div>
      {log.isError && <ProblemNotice error={log.error} onRetry={() => void log.refetch()} />}
      {entries?.length === 0 && <Empty>{t.none}</Empty>}
      {entries && entries.length > 0 && (
        <Table label={t.title} columns={t.columns}>
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
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

const tones = { new: 'plain', applied: 'ok', unreadable: 'bad', unrouted: 'warn' } as const

function EntryRow({ entry }: { entry: Entry }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <tr className={rowClass} data-testid="journal-entry">
        <th
          scope="row"
          className={`${cellClass} text-start font-text whitespace-nowrap`}
          title={exactTime(Date.parse(entry.receivedAt))}
        >
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="font-medium text-accent hover:underline"
          >
            {stampTime(Date.parse(entry.receivedAt))}
          </button>
        </th>
        <td className={cellClass}>
          <Chip tone={tones[entry.state]}>{t.states[entry.state]}</Chip>
        </td>
        <td className={`${cellClass} min-w-[220px] text-ink-2`}>{entry.note}</td>
        <td className={`${cellClass} text-end whitespace-nowrap text-ink-3`}>{t.bytes(entry.bytes)}</td>
      </tr>
      {open && (
        <tr>
          <td colSpan={4} className="pb-3">
            <BodyView label={t.body} text={entry.body} />
          </td>
        </tr>
      )}
    </>
  )
}

type Job = {
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  readonly because?: string
}

/** Applying a span again is a job: it goes on when the page is left, and its progress is shown while one stays. */
function Replay() {
  const [id, setId] = useState<string | null>(null)
  const job = useQuery({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => request<Job>(`/v1/jobs/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && ['done', 'failed'].includes(state.data.state) ? false : 500),
  }).data
  return (
    <Section title={t.replayTitle} hint={t.replayHint}>
      <SpanForm
        testId="replay-journal"
        label={words.settings.span.apply}
        onReplay={async (span) => {
          const begun = await request<{ job: { id: string } }>('/v1/journal/replay', { method: 'POST', body: span })
          setId(begun.job.id)
          return ''
        }}
      />
      {job && (
        <p role="status" className="text-xs" data-testid="replay-told">
          {job.state === 'failed' ? (job.because ?? t.replayFailed) : t.replayed(job.done, job.total, job.state === 'done')}
        </p>
      )}
    </Section>
  )
}
