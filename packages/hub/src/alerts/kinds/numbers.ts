import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { alertKind } from '../alert-kind.ts'

type NumberRow = { id: string; display_phone_number: string; quality: string; status: string }

const numbersOf = (db: Parameters<typeof rows>[0], workspaceId: string, condition: 'quality' | 'status') =>
  rows<NumberRow>(
    db,
    `select id, display_phone_number, quality, status from phone_numbers where workspace_id = $1
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
  find: async ({ db, workspaceId }) =>
    (await numbersOf(db, workspaceId, 'quality')).map(({ id, display_phone_number: number, quality }) =>
      quality === 'RED'
        ? {
            key: id,
            severity: 'critical' as const,
            because: `Meta rates ${number} low: pause marketing, and write only to people who expect it until the rating recovers.`,
            remedy: { label: 'Pause, and see what to do', href: `/accounts/numbers/${id}/red` },
            data: { phoneNumberId: id, quality },
          }
        : {
            key: id,
            severity: 'warning' as const,
            because: `Meta rates ${number} medium: send marketing to fewer people before it becomes low.`,
            remedy: { label: 'See what went before', href: `/insights?number=${id}` },
            data: { phoneNumberId: id, quality },
          },
    ),
})

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
