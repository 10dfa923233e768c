import type { ReactNode } from 'react'

/** One of the four questions: asked in small print, answered in one sentence, and what lies behind it below. */
export function Block({
  question,
  aside,
  answer,
  foot,
  children,
}: {
  question: string
  aside?: string
  answer: ReactNode
  foot?: ReactNode
  children?: ReactNode
}) {
  return (
    <section
      aria-label={question}
      className="flex min-h-[320px] flex-col max-wide:min-h-0 border-b border-line px-7 py-6 max-desk:px-4"
    >
      <p className="flex justify-between text-xs text-ink-3">
        {question}
        {aside && <span>{aside}</span>}
      </p>
      <h2 className="mt-1 text-lg font-strong tracking-tight text-balance">{answer}</h2>
      <div className="mt-5 min-h-0 flex-1">{children}</div>
      {foot && <div className="mt-5 flex items-baseline justify-between gap-4 text-xs text-ink-3">{foot}</div>}
    </section>
  )
}
