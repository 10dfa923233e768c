import { Link } from '@tanstack/react-router'
import { buttonClass } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { words } from '../strings/words.ts'

export function NotFound() {
  return (
    <Empty
      action={
        <Link to="/inbox" className={buttonClass()}>
          {words.error.toInbox}
        </Link>
      }
    >
      {words.error.notFound}
    </Empty>
  )
}
