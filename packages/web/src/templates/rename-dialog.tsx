import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Dialog, fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import type { TemplateName } from './names.ts'
import { asName } from './new-dialog.tsx'
import { saveDraft } from './template-api.ts'
import { contentOf } from './use-draft.ts'

/** A name can change while Meta has not seen it: in all its languages at once. */
export function RenameDialog({
  group,
  names,
  onClose,
  onRenamed,
}: {
  group: TemplateName
  names: readonly TemplateName[]
  onClose: () => void
  onRenamed: (name: string) => void
}) {
  const t = words.templateDesk
  const [name, setName] = useState(group.name)
  const [error, setError] = useState<unknown>(null)
  const taken = name !== group.name && names.some((one) => one.name === name && one.wabaId === group.wabaId)
  const rename = async () => {
    try {
      for (const { draft } of group.languages) if (draft) await saveDraft(draft.id, { ...contentOf(draft), name }, draft.revision)
      onRenamed(name)
    } catch (problem) {
      setError(problem)
    }
  }
  return (
    <Dialog title={t.editor.rename} hint={t.create.nameHint} onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!taken && name !== '') void rename()
        }}
      >
        <input
          className={`${fieldClass} h-8`}
          aria-label={t.editor.renameTo}
          aria-invalid={taken}
          value={name}
          onChange={(event) => setName(asName(event.currentTarget.value))}
        />
        {taken && (
          <p role="alert" className="text-xs text-danger-text">
            {t.create.nameTaken}
          </p>
        )}
        {error !== null && <ProblemNotice error={error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button type="submit" look="primary" disabled={taken || name === '' || name === group.name}>
            {t.editor.rename}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
