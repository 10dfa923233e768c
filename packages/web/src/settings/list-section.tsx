import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { Section, Table } from './section.tsx'

/** Things that are made here, as a table, with the button that makes another; what went wrong or is missing in its place. */
export function ListSection<T>({
  words: t,
  list,
  testId,
  row,
  onMake,
  children,
}: {
  words: {
    readonly title: string
    readonly hint: string
    readonly make: string
    readonly none: string
    readonly columns: readonly string[]
  }
  list: { readonly data?: { readonly data: readonly T[] } | undefined; readonly error: unknown; refetch(): Promise<unknown> }
  /** Of the button that makes one. */
  testId: string
  row: (item: T) => ReactNode
  onMake: () => void
  /** Dialogs, below the table. */
  children?: ReactNode
}) {
  const data = list.data?.data
  return (
    <Section
      title={t.title}
      hint={t.hint}
      action={
        <Button look="primary" onClick={onMake} data-testid={testId}>
          <Plus size={15} aria-hidden="true" />
          {t.make}
        </Button>
      }
    >
      {list.error !== null && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {data?.length === 0 && <Empty>{t.none}</Empty>}
      {data && data.length > 0 && (
        <Table label={t.title} columns={t.columns}>
          {data.map(row)}
        </Table>
      )}
      {children}
    </Section>
  )
}
