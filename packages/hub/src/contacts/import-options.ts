import { z } from 'zod'
import type { Target } from './columns.ts'

/** Uploads are kept in pieces of this size, so that an offset names its piece. Larger ones cost memory: V8 frees large strings late. */
export const PIECE_BYTES = 65_536

export const ImportOptions = z.object({
  header: z.array(z.string()),
  targets: z.array(z.string() as unknown as z.ZodType<Target>),
  separator: z.string().length(1),
  /** Where the rows begin. */
  offset: z.int(),
  line: z.int(),
  country: z.string().optional(),
  file: z.string().optional(),
  wording: z.string().optional(),
  by: z.string(),
  /** A list of people who want no more of this: every row says no. */
  suppress: z.string().optional(),
  /** Whose people the rows are, where they are of a campaign: columns that are no field of a contact stay with the row. */
  campaignId: z.string().optional(),
})
export type ImportOptions = z.infer<typeof ImportOptions>
