import { clsx } from 'clsx'

/** Of a row and of the heads: columns stay near each other on the widest screens, and the row itself goes all the way. */
export const rowRoom = 'ps-5 pe-[max(20px,calc(100%-1560px))] max-desk:px-4'

/** What the columns of a list are, over its rows on a desk; each row says it in its own words to those who do not see it. */
export function ListHeads({
  heads,
  grid,
  numbers = [],
}: {
  heads: readonly string[]
  /** The template of columns, as the rows have it. */
  grid: string
  /** Places of those that stand at the end, as figures do. */
  numbers?: readonly number[]
}) {
  return (
    <div
      aria-hidden="true"
      className={clsx(
        'sticky top-0 z-10 grid gap-x-5 border-b border-line bg-surface py-1.5 text-2xs font-medium text-ink-3 max-desk:hidden',
        rowRoom,
        grid,
      )}
    >
      {heads.map((head, at) => (
        <span key={head} className={clsx(numbers.includes(at) && 'text-end')}>
          {head}
        </span>
      ))}
    </div>
  )
}
