import { DAY, isoTime, later } from '@casement/platform'
import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { categoryPrices } from '../../templates/category-prices.ts'
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

type Moved = {
  id: string
  name: string
  language: string
  category: string
  before: string | null
  planned_category: string | null
  planned_at: Date | null
  waba_id: string
}

const MOVED_DAYS = 14

/** Meta put a template into another category, or says that it will: what that costs. */
export const templateRecategorised = alertKind({
  kind: 'template.category',
  about: 'Meta moves a template to another category, which changes its price.',
  settings: z.object({}),
  email: true,
  after: ['template.changed'],
  async find({ db, workspaceId, now }) {
    const found = await rows<Moved>(
      db,
      `select t.id, t.name, t.language, t.category, t.waba_id, t.planned_category, t.planned_category_at as planned_at, earlier.category as before
       from templates t
       left join lateral (
         select h.category, h.at from template_history h
         where h.workspace_id = t.workspace_id and h.template_id = t.id and h.category <> t.category order by h.at desc, h.id desc limit 1
       ) earlier on t.category_at > $2
       where t.workspace_id = $1 and t.status <> 'DELETED'
         and ((t.planned_category is not null and t.planned_category <> t.category and (t.planned_category_at is null or t.planned_category_at > $3))
           or (t.category_at > $2 and earlier.category is not null)) order by t.id limit 50`,
      [workspaceId, isoTime(later(now, -MOVED_DAYS * DAY)), isoTime(now)],
    )
    const causes = []
    for (const template of found) {
      const [from, to] = template.planned_category
        ? [template.category, template.planned_category]
        : [template.before ?? '', template.category]
      const prices = await categoryPrices(db, workspaceId, { wabaId: template.waba_id, name: template.name }, now)
      const each = (category: string): string | undefined => prices.each[category.toLowerCase() as keyof typeof prices.each]
      const [before, after] = [each(from), each(to)]
      const monthly =
        before !== undefined && after !== undefined && prices.monthly
          ? ((Number(after) - Number(before)) * prices.monthly).toFixed(2)
          : null
      const effect =
        before !== undefined && after !== undefined
          ? ` A message costs ${after} instead of ${before} ${prices.currency}${monthly ? `, ${monthly} ${prices.currency} for as many as in the last 30 days` : ''}.`
          : ''
      const when = template.planned_category
        ? `will be ${to} ${template.planned_at ? `from ${template.planned_at.toISOString().slice(0, 10)}` : 'soon'}, not ${from}`
        : `is ${to} now, no longer ${from}`
      causes.push({
        key: `${template.id}:${from}:${to}`,
        severity: 'warning' as const,
        because: `${template.name} (${template.language}) ${when}: change its text, or ask for a review if it is wrong.${effect}`,
        remedy: { label: 'Open the template', href: `/templates/${template.name}` },
        data: {
          templateId: template.id,
          from,
          to,
          before,
          after,
          monthly,
          currency: prices.currency,
          at: template.planned_at?.toISOString() ?? null,
        },
      })
    }
    return causes
  },
})
