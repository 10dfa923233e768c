import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { BehindSearch } from './insights-search.ts'

/** A number that opens the list it is made of. */
export function Behind({ search, children }: { search: BehindSearch | undefined; children: ReactNode }) {
  if (!search) return <>{children}</>
  return (
    <Link
      to="/insights/messages"
      search={search}
      className="underline decoration-line-strong underline-offset-2 hover:text-accent"
    >
      {children}
    </Link>
  )
}
