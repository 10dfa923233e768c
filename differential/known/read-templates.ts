import { ownTemplates } from '../history/own-templates.ts'
import type { Platform } from '../play/platform.ts'
import { type Known, type KnownTemplate, templateKey } from './known.ts'

type Listed = {
  id: string
  name: string
  language: string
  category: string
  status: string
  components: unknown
  parameter_format: string
  quality_score: { score: string }
}

/** Has our own templates approved, as a company would before it begins. */
export async function submitTemplates(platform: Platform): Promise<void> {
  for (const template of ownTemplates) {
    const { status, body } = await platform.graph('POST', `${platform.wabaId}/message_templates`, template)
    if (status !== 200) throw new Error(`The template ${String(template.name)} was refused: ${JSON.stringify(body)}`)
    await platform.control('PATCH', `/templates/${String(body.id)}`, { status: 'APPROVED' })
  }
}

/** The account's templates as Graph lists them. */
export async function readTemplates(platform: Platform, known: Known): Promise<void> {
  const fields = 'id,name,language,category,status,components,parameter_format,quality_score'
  const { body } = await platform.graph('GET', `${platform.wabaId}/message_templates?limit=200&fields=${fields}`)
  for (const listed of body.data as Listed[]) {
    const { quality_score, ...rest } = listed
    known.templates.set(templateKey(listed.name, listed.language), {
      ...rest,
      category: listed.category.toLowerCase() as KnownTemplate['category'],
      quality: quality_score.score,
      pausedUntil: null,
    })
  }
}
