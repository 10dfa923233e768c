import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { words } from '../strings/words.ts'
import { VIEWS, type View } from './thread-filter.ts'
import { countText, useThreadCounts } from './threads.ts'

/** Saved views on a small screen: a row of chips instead of the entries of the navigation. */
export function ViewChips({ view }: { view: View }) {
  const counts = useThreadCounts()
  return (
    <nav aria-label={words.nav.views} className="flex flex-none gap-1.5 overflow-x-auto px-4 pb-2 [scrollbar-width:none]">
      {VIEWS.toReversed().map((each) => (
        <Link
          key={each}
          to="/inbox"
          search={(previous) => ({ ...previous, view: each })}
          data-testid={`view-${each}`}
          aria-current={each === view ? 'true' : undefined}
          className={clsx(
            'inline-flex h-[30px] flex-none items-center gap-1 rounded-full px-3 text-xs font-medium whitespace-nowrap',
            each === view ? 'bg-primary text-ink-on-primary' : 'text-ink-2 shadow-[inset_0_0_0_1px_var(--line-strong)]',
          )}
        >
          {words.view[each]}
          {counts.data && (
            <span className={clsx('font-text', each === view ? 'opacity-75' : 'text-ink-3')}>{countText(counts.data[each])}</span>
          )}
        </Link>
      ))}
    </nav>
  )
}
