import { lazy, Suspense } from 'react'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { isSignedOut } from '../http/problem.ts'
import { Mark } from '../shell/mark.tsx'
import { Shell } from '../shell/shell.tsx'
import { words } from '../strings/words.ts'
import { useSessionQuery } from './session.ts'

const SignIn = lazy(() => import('./sign-in.tsx').then((module) => ({ default: module.SignIn })))

/** Lets in whoever is signed in; tells everybody else how to. */
export function Gate() {
  const session = useSessionQuery()
  if (session.data && !isSignedOut(session.error)) return <Shell />
  if (session.isPending) return <div className="h-dvh" aria-busy="true" />
  return (
    <main className="grid h-dvh place-items-center overflow-y-auto px-8 py-10">
      <div className="w-[min(40ch,100%)]">
        <p className="mb-6 flex items-center gap-2.5 text-lg font-strong tracking-tight">
          <Mark size={24} /> Casement
        </p>
        {isSignedOut(session.error) ? (
          <Suspense fallback={null}>
            <SignIn />
          </Suspense>
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
