import { sampleHandles, sampleSend } from '@casement/rules/authoring'
import { row } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import { findTemplate } from './queries.ts'
import { requireSample, sampleIdOf } from './samples.ts'
import type { Tools } from './submit-draft.ts'
import { versionsOf } from './template-versions.ts'
import { uploadAsMedia } from './upload-sample.ts'

/** The message that shows a template with its own samples, ready for the gate. Its files are given to the number first. */
export async function sampleMessage(
  { pool, graph, clock, openToken }: Tools,
  { workspaceId, templateId, from }: { workspaceId: string; templateId: string; from: string },
): Promise<{ type: string } & Record<string, unknown>> {
  const template = await findTemplate(pool, workspaceId, templateId)
  if (!template) throw problem('not-found', `This workspace has no template with the id ${templateId}.`)
  const number = await row<{ token_sealed: string }>(
    pool,
    `select w.token_sealed from phone_numbers n join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
     where n.workspace_id = $1 and n.id = $2 and n.waba_id = $3`,
    [workspaceId, from, template.waba_id],
  )
  if (!number)
    throw problem('not-found', 'This template belongs to another account than the number: choose a number of its own account.')
  const token = openToken(template.waba_id, number.token_sealed)
  const [version] = await versionsOf(pool, workspaceId, templateId)
  // What we submitted names files that we still have; what was found at the platform names addresses of its own.
  const components = version?.by ? version.components : template.components
  const files = new Map<string, string>()
  for (const handle of sampleHandles(components)) {
    const id = sampleIdOf(handle)
    if (id && !files.has(handle))
      files.set(handle, await uploadAsMedia({ graph, token, numberId: from }, await requireSample(pool, workspaceId, id)))
  }
  const shown = { ...template, components, category: template.category }
  return {
    type: 'template',
    template: sampleSend(shown, {
      now: clock.now(),
      file: (kind, handle) => {
        if (handle === undefined) return undefined
        const id = files.get(handle)
        const named = kind === 'document' ? { filename: 'sample.pdf' } : {}
        return id === undefined ? { link: handle, ...named } : { id, ...named }
      },
    }),
  }
}
