import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { platformTime } from '@casement/platform'
import * as z from 'zod'
import { Failure } from '../failure.ts'

const instant = z.string().transform((text, check) => {
  try {
    return platformTime(text)
  } catch (error) {
    check.addIssue((error as Error).message)
    return z.NEVER
  }
})
const count = z.number('give a number').int().nonnegative()
const category = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(z.enum(['marketing', 'utility', 'authentication'], 'give marketing, utility or authentication'))

const situation = z.object({
  at: instant.optional(),
  to: z
    .string()
    .regex(/^\+?\d{5,15}$/, 'give a number with its calling code, such as +447700900123')
    .optional(),
  from: z.string().optional(),
  lastInboundAt: instant.nullable().optional(),
  entryPoint: z
    .object({ at: instant, repliedAt: instant.nullable().optional(), deliveredAt: instant.nullable().optional() })
    .nullable()
    .optional(),
  template: z
    .object({ category: category.optional(), status: z.string().optional(), components: z.array(z.unknown()).optional() })
    .optional(),
  serviceDeliveredThisMonth: count.optional(),
  reach: z
    .object({
      limit: count.nullable().optional(),
      used: count.optional(),
      alreadyReached: z.boolean().optional(),
      freesAt: instant.nullable().optional(),
    })
    .optional(),
  consent: z.object({ marketing: z.enum(['in', 'out', 'unsaid'], 'give in, out or unsaid').optional() }).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'give a currency code, such as USD')
    .optional(),
})

const thing = z.record(z.string(), z.unknown())
const question = z
  .object({ message: thing.optional(), template: thing.optional(), situation: situation.optional() })
  .refine(({ message, template }) => (message === undefined) !== (template === undefined), 'give either a message or a template')

export type GivenSituation = z.infer<typeof situation>
/** One thing to judge: a message (Meta's content) or a template's definition, and what is known beside it. */
export type Question = z.infer<typeof question>

/** Exit code for what cannot be read, told apart from what may not be sent. */
const UNREADABLE = 2

/** Reads FILE, or standard input for `-`. `many`: the file held an array. Throws a Failure with exit code 2 when it is unreadable. */
export async function readQuestions(file: string): Promise<{ questions: readonly Question[]; many: boolean }> {
  const json = parse(file, await readText(file))
  const many = Array.isArray(json)
  const questions = (many ? json : [json]).map((one, index) => {
    const read = question.safeParse(one)
    if (read.success) return read.data
    const where = many ? `[${index}]` : ''
    const problems = read.error.issues.map(
      ({ path, message }) => `${[where, ...path].filter((part) => part !== '').join('.') || 'it'}: ${message}`,
    )
    throw new Failure(`${nameOf(file)} cannot be judged; ${problems.join('; ').replace(/\.$/, '')}.`, UNREADABLE)
  })
  return { questions, many }
}

async function readText(file: string): Promise<string> {
  if (file === '-') return readAll(process.stdin)
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(
      `${file} cannot be read (${error.code}). Name a file that holds {"message": …} or {"template": …}, or - for standard input.`,
      UNREADABLE,
    )
  })
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new Failure(`${nameOf(file)} is not JSON: ${(error as Error).message.replace(/\.$/, '')}.`, UNREADABLE)
  }
}

const nameOf = (file: string): string => (file === '-' ? 'Standard input' : file)
