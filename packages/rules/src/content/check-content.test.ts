import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parameterRules } from '../template/parameter-rules.ts'
import { checkContent } from './check-content.ts'
import type { ContentContext } from './context.ts'
import { contentRules } from './rules.ts'
import { basicCases, basicEdges } from './testing/basic-cases.ts'
import { letters } from './testing/case.ts'
import { interactiveCases, interactiveEdges } from './testing/interactive-cases.ts'

const cases = [...basicCases, ...interactiveCases]
const edges = [...basicEdges, ...interactiveEdges]

const text = (body: string) => ({ type: 'text', text: { body } })
const row = (at: number, more: object = {}) => ({ id: `row${at}`, title: `Row ${at}`, ...more })
const list = (...rows: object[]) => ({
  type: 'interactive',
  interactive: { type: 'list', body: { text: 'Choose' }, action: { button: 'See', sections: [{ rows }] } },
})
const reply = (at: number, more: object = {}) => ({ type: 'reply', reply: { id: `id${at}`, title: `Title ${at}`, ...more } })
const buttons = (...list: object[]) => ({
  type: 'interactive',
  interactive: { type: 'button', body: { text: 'Choose' }, footer: { text: letters(61) }, action: { buttons: list } },
})

const rulesFound = (message: object, context?: ContentContext): string[] => checkContent(message, context).map((one) => one.rule)

describe('what a message holds', () => {
  test.each(cases)('$label → $finds', ({ message, context, finds }) => {
    expect(rulesFound(message, context)).toEqual(finds)
  })

  test.each(edges)('$rule: $at passes and one more does not', ({ rule, at, message, facts, also = [] }) => {
    const judge = (n: number) => rulesFound(message(n), facts && { media: { '7741': facts(n) } })
    expect(judge(at).filter((found) => found === rule)).toEqual([])
    expect(judge(at + 1).filter((found) => !also.includes(found))).toContain(rule)
  })

  test('a character outside the basic plane counts as two, which is never too long for whoever counts one', () => {
    expect(rulesFound(text('😀'.repeat(2048)))).toEqual([])
    expect(rulesFound(text('😀'.repeat(2049)))).toEqual(['text.body.length'])
  })

  test('every rule decides at least one case', () => {
    const elsewhere: ReadonlySet<string> = new Set(parameterRules.map((rule) => rule.id))
    const decided = new Set([...cases.flatMap((one) => one.finds), ...edges.map((one) => one.rule)])
    expect(contentRules.map((rule) => rule.id).filter((id) => !elsewhere.has(id) && !decided.has(id))).toEqual([])
  })

  test('no rule is written down twice', () => {
    const ids = contentRules.map((rule) => rule.id)
    expect(ids).toEqual([...new Set(ids)])
  })

  test('a finding says where, how much and what to do', () => {
    expect(checkContent(list(row(0), row(1, { title: letters(25) })))).toEqual([
      {
        rule: 'list.row.title.length',
        severity: 'error',
        path: 'interactive.action.sections[0].rows[1].title',
        limit: 24,
        actual: 25,
        fix: 'Shorten the title to 24 characters; it has 25.',
      },
    ])
  })

  test('everything wrong is said at once', () => {
    const message = buttons(reply(1, { title: letters(21) }), reply(1), reply(2), reply(3))
    expect(rulesFound(message)).toEqual([
      'interactive.footer.length',
      'buttons.count',
      'interactive.label.length',
      'buttons.id.unique',
    ])
  })

  test('whatever a finding is about, its sentence ends', () => {
    for (const { message, context } of cases) for (const { fix } of checkContent(message, context)) expect(fix).toMatch(/[.?]$/)
  })
})

describe('any JSON at all', () => {
  const types = [
    'text',
    'image',
    'video',
    'audio',
    'document',
    'sticker',
    'location',
    'contacts',
    'reaction',
    'interactive',
    'template',
  ]
  const kinds = [
    'button',
    'list',
    'cta_url',
    'flow',
    'product_list',
    'carousel',
    'order_details',
    'order_status',
    'address_message',
    'voice_call',
  ]

  test('never throws, and says something about what is no message', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Array.isArray(checkContent(value as object))).toBe(true)
      }),
    )
  })

  test('never throws inside any type', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.jsonValue(), fc.jsonValue(), (type, value, more) => {
        checkContent({ type, [type]: value, context: more } as object, { catalogues: [] })
      }),
    )
  })

  test('never throws inside any kind of interactive', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.jsonValue(),
        fc.jsonValue(),
        fc.array(fc.jsonValue()),
        (type, one, other, many) => {
          const action = { buttons: many, sections: many, cards: many, parameters: one, catalog_id: other, name: type }
          checkContent({ type: 'interactive', interactive: { type, header: one, body: other, footer: one, action } } as object)
        },
      ),
    )
  })

  test('a thing of every case broken at random still gets an answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.jsonValue(), fc.nat(), ({ message, context }, value, at) => {
        const paths = leavesOf(message)
        checkContent(broken(message, paths[at % paths.length] ?? [], value) as object, context)
      }),
      { numRuns: 500 },
    )
  })
})

function leavesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))]
}

function broken(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined || typeof value !== 'object' || value === null) return by
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
  copy[key] = broken(copy[key], rest, by)
  return copy
}

test('a type that nobody knows is answered with all that there are', () => {
  const [found] = checkContent({ type: 'hologram' } as never)
  const types = 'text image video audio document sticker location contacts interactive template pin reaction'.split(' ')
  expect(found?.rule).toBe('content.type')
  expect(types.filter((type) => !found?.fix.includes(type))).toEqual([])
})
