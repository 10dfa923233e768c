import { clsx } from 'clsx'
import { lazy, Suspense } from 'react'
import { useThread } from '../threads/threads.ts'

const PhonePanel = lazy(() => import('../emulator/phone-panel.tsx').then((module) => ({ default: module.PhonePanel })))

/** The phone beside the thread it belongs to; over it where there is no room. */
export function PhoneSide({
  over,
  threadId,
  onThread,
  onClose,
}: {
  over: boolean
  threadId: string | null
  onThread: (threadId: string) => void
  onClose: () => void
}) {
  return (
    <div
      className={clsx(
        'min-h-0 border-s border-line',
        over && 'opens-sideways absolute inset-y-0 end-0 z-30 w-[min(360px,100%)] bg-surface shadow-pop',
      )}
    >
      <Suspense fallback={null}>
        {threadId ? (
          <OfThread threadId={threadId} onThread={onThread} onClose={onClose} />
        ) : (
          <PhonePanel preferred={null} onPick={() => {}} onClose={onClose} />
        )}
      </Suspense>
    </div>
  )
}

function OfThread({ threadId, onClose }: { threadId: string; onThread: (threadId: string) => void; onClose: () => void }) {
  const phone = useThread(threadId).data?.contact.phone ?? null
  return <PhonePanel preferred={phone} onPick={() => {}} onClose={onClose} />
}
