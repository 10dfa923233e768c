import { Problem, Unreachable } from '../http/problem.ts'
import { words } from '../strings/words.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** Whatever could not be loaded, in the hub's own words, with a way to ask again. */
export function ProblemNotice({ error, onRetry, className }: { error: unknown; onRetry?: () => void; className?: string }) {
  const problem = error instanceof Problem ? error.body : null
  const sentence = problem
    ? (problem.because ?? problem.detail ?? problem.title)
    : error instanceof Unreachable
      ? words.error.unreachable
      : words.error.unknown
  return (
    <Notice
      {...(className ? { className } : {})}
      action={
        onRetry &&
        problem?.status !== 404 && (
          <Button size="sm" onClick={onRetry}>
            {words.error.again}
          </Button>
        )
      }
    >
      {sentence}
      {problem?.remedy && <> {problem.remedy}</>}
    </Notice>
  )
}
