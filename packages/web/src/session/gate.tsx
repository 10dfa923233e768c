import { ProblemNotice } from '../controls/problem-notice.tsx'
import { isSignedOut } from '../http/problem.ts'
import { Mark } from '../shell/mark.tsx'
import { Shell } from '../shell/shell.tsx'
import { words } from '../strings/words.ts'
import { useSessionQuery } from './session.ts'

/** Lets in whoever is signed in; tells everybody else how to. */
export function Gate() {
  const session = useSessionQuery()
  if (session.data && !isSignedOut(session.error)) return <Shell />
  if (session.isPending) return <div className="h-dvh" aria-busy="true" />
  return (
    <main className="grid h-dvh place-content-center justify-items-start px-8">
      <div className="max-w-[52ch]">
        <p className="mb-6 flex items-center gap-2.5 text-lg font-strong tracking-tight">
          <Mark size={24} /> Casement
        </p>
        {isSignedOut(session.error) ? (
          <>
            <h1 className="mb-2 text-xl font-[560] tracking-display">{words.signIn.title}</h1>
            <p className="mb-4 text-md leading-text text-ink-2">{words.signIn.how}</p>
            <pre className="mb-4 overflow-x-auto rounded-md bg-sunken px-3 py-2.5 font-mono text-xs text-ink-2 shadow-pane">
              {words.signIn.example(location.origin)}
            </pre>
            <p className="text-ink-3">{words.signIn.again}</p>
          </>
        ) : (
          <>
            <h1 className="mb-3 text-xl font-[560] tracking-display">{words.signIn.unreachable}</h1>
            <ProblemNotice error={session.error} onRetry={() => void session.refetch()} />
          </>
        )}
      </div>
    </main>
  )
}
