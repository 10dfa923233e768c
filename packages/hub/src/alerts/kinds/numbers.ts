import { DAY, later } from '@casement/platform'
import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { blockedMost, reasonWords } from '../../templates/compare-templates.ts'
import { alertKind, count, type Look } from '../alert-kind.ts'
import { causeOf, optOuts } from '../opt-outs.ts'

type NumberRow = { id: string; waba_id: string; display_phone_number: string; quality: string; status: string }

const numbersOf = (db: Parameters<typeof rows>[0], workspaceId: string, condition: 'quality' | 'status') =>
  rows<NumberRow>(
    db,
    `select id, waba_id, display_phone_number, quality, status from phone_numbers where workspace_id = $1
       and (($2 = 'quality' and quality in ('YELLOW', 'RED')) or ($2 = 'status' and status <> 'CONNECTED')) order by id`,
    [workspaceId, condition],
  )

/** Meta's rating of a number is medium or low. */
export const numberQuality = alertKind({
  kind: 'number.quality',
  about: 'Meta rates a number medium or low, because people block or report it.',
  settings: z.object({}),
  email: true,
  after: ['number.changed'],
  async find(look) {
    const { db, workspaceId, now } = look
    const rated = await numbersOf(db, workspaceId, 'quality')
    if (rated.length === 0) return []
    const stopped = await optOuts(db, workspaceId, { from: later(now, -DAYS * DAY), to: now })
    const causes = []
    for (const { id, waba_id: wabaId, display_phone_number: number, quality } of rated) {
      const heard = stopped.filter((one) => one.phone_number_id === id)
      const { says, templateId } = await whatCausedIt(look, wabaId, causeOf(heard))
      const data = {
        phoneNumberId: id,
        quality,
        template: heard[0]?.template ?? null,
        campaignId: heard[0]?.campaign_id ?? null,
        templateId,
      }
      causes.push(
        quality === 'RED'
          ? {
              key: id,
              severity: 'critical' as const,
              because: `Meta rates ${number} low${says}: pause marketing, and write only to people who expect it until the rating recovers.`,
              remedy: { label: 'Pause, and see what to do', href: `/accounts/numbers/${id}/red` },
              data,
            }
          : {
              key: id,
              severity: 'warning' as const,
              because: `Meta rates ${number} medium${says}: send marketing to fewer people before it becomes low.`,
              remedy: { label: 'See what went before', href: `/insights?number=${id}` },
              data,
            },
      )
    }
    return causes
  },
})

const DAYS = 7

/** The campaign or template behind a rating, as far as opt-outs and Meta’s comparison tell. */
async function whatCausedIt({ db, workspaceId, now }: Look, wabaId: string, heard: string | null) {
  const most = await blockedMost(db, workspaceId, wabaId, now)
  const compared =
    most &&
    `Meta sees ${most.name} blocked more often than ${count(most.than, 'other template')}${most.reason ? `, mostly for ${reasonWords(most.reason)}` : ''}`
  const told = [heard, compared].filter((one) => one !== null)
  return { says: told.length > 0 ? ` (${told.join('; ')})` : '', templateId: most?.id ?? null }
}

/** A number that cannot send. */
export const numberStatus = alertKind({
  kind: 'number.status',
  about: 'A number is not connected, so nothing leaves from it.',
  settings: z.object({}),
  email: true,
  after: ['number.changed'],
  find: async ({ db, workspaceId }) =>
    (await numbersOf(db, workspaceId, 'status')).map(({ id, display_phone_number: number, status }) => ({
      key: id,
      severity: 'critical' as const,
      because: `${number} is ${status.toLowerCase().replaceAll('_', ' ')}, so it sends nothing: see its account, and register it again if it was taken down.`,
      remedy: { label: 'Open the account', href: '/accounts' },
      data: { phoneNumberId: id, status },
    })),
})
