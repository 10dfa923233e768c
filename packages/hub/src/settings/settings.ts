import { isAmount } from '@casement/platform'
import { z } from 'zod'
import { type Db, preparedRow } from '../database/database.ts'

const Hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write an hour like 21:00')
const Share = z.number().min(0).max(1)
const Zone = z.string().max(64).refine(isTimeZone, 'give an IANA time zone such as Europe/Berlin')

export const Money = z.object({
  amount: z
    .string()
    .max(24)
    .refine((text) => isAmount(text) && !text.startsWith('-'), 'write an amount like 250.00'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'write a currency like USD'),
})

const QuietHours = z
  .object({ from: Hour, to: Hour })
  .refine(({ from, to }) => from !== to, 'quiet hours need a beginning and another end')

export const Settings = z.object({
  timeZone: Zone.nullable()
    .default(null)
    .describe('The zone of people whose number does not tell it; null: that of the account they are written to from'),
  quietHours: QuietHours.nullable()
    .default(null)
    .describe('In the recipient’s own time; what they did not ask for waits meanwhile'),
  requireOptIn: z
    .enum(['campaigns', 'always', 'never'])
    .default('campaigns')
    .describe('Who may send marketing only to people with a recorded yes: campaigns and automations, everybody, or nobody'),
  stopMeans: z
    .enum(['marketing', 'everything'])
    .default('marketing')
    .describe('What a bare STOP ends: marketing, or every message they did not ask for'),
  confirmStops: z.boolean().default(false).describe('Answer a STOP or START once, in the window that it opened'),
  frequencyCap: z
    .object({ messages: z.int().min(1).max(1_000), days: z.int().min(1).max(365) })
    .nullable()
    .default(null)
    .describe('The most that campaigns and automations may send one person within so many days'),
  spendCap: Money.nullable()
    .default(null)
    .describe('The most that may be spent in a calendar month of the account, in its currency'),
  pauseWhen: z
    .object({
      qualityRed: z.boolean().default(true),
      failed: Share.default(0.1).describe('A campaign pauses above this share of failures; 1 never does'),
      stopped: Share.default(0.02).describe('… or above this share of people who opt out after it; 1 never does'),
      after: z.int().min(1).max(1_000_000).default(100).describe('Shares are looked at from so many results on'),
    })
    .prefault({}),
  trackLinks: z
    .boolean()
    .default(false)
    .describe('Links in messages lead through an address of this hub, which counts who follows them'),
  slowOnYellow: z.boolean().default(true).describe('A campaign goes at half its pace while its number is rated medium'),
  maskNumbers: z.boolean().default(false).describe('Viewers and agents see customers’ numbers masked'),
})
export type Settings = z.infer<typeof Settings>

/** What a PATCH may hold: only what is to change. null takes a limit away where there may be none. */
export const SettingsChange = z.object({
  timeZone: Zone.nullable().optional(),
  quietHours: QuietHours.nullable().optional(),
  requireOptIn: z.enum(['campaigns', 'always', 'never']).optional(),
  stopMeans: z.enum(['marketing', 'everything']).optional(),
  confirmStops: z.boolean().optional(),
  frequencyCap: Settings.shape.frequencyCap.unwrap().optional(),
  spendCap: Money.nullable().optional(),
  pauseWhen: z
    .object({ qualityRed: z.boolean(), failed: Share, stopped: Share, after: z.int().min(1).max(1_000_000) })
    .partial()
    .optional(),
  trackLinks: z.boolean().optional(),
  slowOnYellow: z.boolean().optional(),
  maskNumbers: z.boolean().optional(),
})
export type SettingsChange = z.infer<typeof SettingsChange>

export const defaultSettings: Settings = Settings.parse({})

/** What the workspace decided for itself, the defaults where it decided nothing. */
export async function loadSettings(db: Db, workspaceId: string): Promise<Settings> {
  const found = await preparedRow<{ settings: unknown }>(
    db,
    'load-settings',
    'select settings from workspace_settings where workspace_id = $1',
    [workspaceId],
  )
  return found ? Settings.parse(found.settings) : defaultSettings
}

/** Changes what is given, leaves the rest, and answers with what holds now. */
export async function changeSettings(db: Db, workspaceId: string, change: SettingsChange): Promise<Settings> {
  const before = await loadSettings(db, workspaceId)
  const after = Settings.parse({ ...before, ...change, pauseWhen: { ...before.pauseWhen, ...change.pauseWhen } })
  await db.query(
    `insert into workspace_settings (workspace_id, settings) values ($1, $2)
     on conflict (workspace_id) do update set settings = excluded.settings`,
    [workspaceId, JSON.stringify(after)],
  )
  return after
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}
