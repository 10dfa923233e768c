import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { alertKind, type Severity } from '../alert-kind.ts'

type TemplateRow = { id: string; name: string; language: string; status: string; paused_until: Date | null; used: boolean }

/** What is wrong with a template, by the platform's word for its state. */
const STATES: Readonly<Record<string, { severity: Severity; sentence: (template: TemplateRow) => string }>> = {
  REJECTED: {
    severity: 'warning',
    sentence: ({ name, language }) =>
      `Meta rejected ${name} (${language}): read its reason, change the text and submit it again.`,
  },
  PAUSED: {
    severity: 'warning',
    sentence: ({ name, language, paused_until: until }) =>
      `Meta paused ${name} (${language}) because of low quality${until ? `, until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC` : ''}: use another template meanwhile, and improve this one.`,
  },
  DISABLED: {
    severity: 'critical',
    sentence: ({ name, language }) => `Meta disabled ${name} (${language}) for good: make another template in its place.`,
  },
}

/** Templates that Meta rejected, paused or disabled. */
export const templateStatus = alertKind({
  kind: 'template.status',
  about: 'Meta rejected, paused or disabled a template.',
  settings: z.object({}),
  email: true,
  after: ['template.changed'],
  async find({ db, workspaceId }) {
    const found = await rows<TemplateRow>(
      db,
      `select id, name, language, status, paused_until from templates where workspace_id = $1 and status = any ($2::text[]) order by id limit 200`,
      [workspaceId, Object.keys(STATES)],
    )
    return found.flatMap((template) => {
      const state = STATES[template.status]
      if (!state) return []
      return [
        {
          key: `${template.id}:${template.status}`,
          severity: state.severity,
          because: state.sentence(template),
          remedy: { label: 'Open the template', href: `/templates/${template.id}` },
          data: { templateId: template.id, name: template.name, language: template.language, status: template.status },
        },
      ]
    })
  },
})
