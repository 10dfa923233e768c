import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import { rankTexts } from './rank-texts.ts'
import { unanswered } from './unanswered.ts'

const MOST_TEMPLATES = 3
const LOOKS_BACK = 90 * DAY
/** How often a template is chosen by hand says that it serves; it can make up for about this much of a match. */
const USE_WEIGHS = 0.5
/** For somebody who waits for an answer, what continues a matter of theirs fits better than an offer. */
const CATEGORY_WEIGHS: Record<string, number> = { UTILITY: 1.3, MARKETING: 1, AUTHENTICATION: 0 }
/** Fewer words in common with what was asked, and it speaks of something else. */
const LEAST_SHARE = 0.4
const QUALITY_WEIGHS: Record<string, number> = { RED: 0.3, YELLOW: 0.8 }

export type SuggestedTemplate = { templateId: string; name: string; language: string; category: string; because: string }

type Candidate = { id: string; name: string; language: string; category: string; quality: string; body: string; used: number }

/** Approved templates that fit this moment of a thread, best first: by what was said last, by what your people choose, by quality. */
export async function suggestTemplates(
  db: Db,
  { workspaceId, threadId, now }: { workspaceId: string; threadId: string; now: PlatformTime },
): Promise<SuggestedTemplate[]> {
  const [asked, candidates] = await Promise.all([
    unanswered(db, workspaceId, threadId),
    rows<Candidate>(
      db,
      // From the daily figures: whoever opens a thread does not wait for a look at millions of messages.
      `with used as (
         select template as name, sum(messages)::int as times from daily_figures
         where workspace_id = $1 and day > $3::date and template <> '' and sent_by = 'person' group by 1
       )
       select p.id, p.name, p.language, p.category, p.quality, coalesce(used.times, 0) as used,
         coalesce((select part->>'text' from jsonb_array_elements(p.components) part where upper(part->>'type') = 'BODY' limit 1), '') as body
       from threads t
       join phone_numbers n on n.workspace_id = $1 and n.id = t.phone_number_id
       join templates p on p.workspace_id = $1 and p.waba_id = n.waba_id and p.status = 'APPROVED'
       left join used on used.name = p.name
       where t.workspace_id = $1 and t.id = $2
       order by used desc, p.name limit 1000`,
      [workspaceId, threadId, isoTime(later(now, -LOOKS_BACK))],
    ),
  ])
  return rankTemplates(asked, candidates)
}

export function rankTemplates(questions: readonly string[], candidates: readonly Candidate[]): SuggestedTemplate[] {
  const matches = new Map(
    rankTexts(questions, candidates, ({ name, body }) => `${name.replaceAll('_', ' ')} ${body}`)
      .filter(({ share }) => share >= LEAST_SHARE)
      .map(({ item, share }) => [item.id, share]),
  )
  const mostUsed = Math.max(...candidates.map(({ used }) => used), 0)
  return candidates
    .map((candidate) => {
      const match = matches.get(candidate.id) ?? 0
      const use = mostUsed === 0 ? 0 : candidate.used / mostUsed
      const weight = (CATEGORY_WEIGHS[candidate.category] ?? 0) * (QUALITY_WEIGHS[candidate.quality] ?? 1)
      return { candidate, match, score: (match + USE_WEIGHS * use) * weight }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.candidate.name.localeCompare(b.candidate.name))
    .slice(0, MOST_TEMPLATES)
    .map(({ candidate, match }) => ({
      templateId: candidate.id,
      name: candidate.name,
      language: candidate.language,
      category: candidate.category,
      because: becauseOf(match, candidate.used),
    }))
}

function becauseOf(match: number, used: number): string {
  const chosen = used === 1 ? 'chosen by hand once' : `chosen by hand ${used} times`
  if (match === 0) return `Your people send it: ${chosen} in 90 days.`
  return used === 0 ? 'It speaks of what they wrote.' : `It speaks of what they wrote, and was ${chosen} in 90 days.`
}
