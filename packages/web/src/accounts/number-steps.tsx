import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { request } from '../http/request.ts'
import { FormError, useSaving } from '../settings/form.tsx'

/** One deed on a number: its own form, its own answer. */
export function useStep(id: string, path: string) {
  const client = useQueryClient()
  const saving = useSaving()
  return {
    ...saving,
    post: (body: object) =>
      saving.run(async () => {
        await request(`/v1/numbers/${id}/${path}`, { method: 'POST', body })
        await client.invalidateQueries({ queryKey: ['accounts'] })
      }),
  }
}

/** A form of one line, with what became of it below. */
export function StepForm({
  title,
  step,
  done,
  fields,
  onSubmit,
  children,
}: {
  title: string
  step: ReturnType<typeof useStep>
  done: string
  fields: readonly string[]
  onSubmit: () => void
  children: ReactNode
}) {
  return (
    <form
      className="grid gap-2"
      onChange={step.touch}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <h3 className="font-medium">{title}</h3>
      {/* A button stands beside the control, whatever is told below it. */}
      <div className="flex flex-wrap items-start gap-3 desk:[&>button]:mt-[22px]">{children}</div>
      <FormError error={step.error} fields={fields} />
      <p role="status" className="text-xs text-success-text">
        {step.saved ? done : ''}
      </p>
    </form>
  )
}
