import type { Rule } from './rule.ts'

/** Is it a message at all? */
export const contentRules = [
  {
    id: 'content.invalid',
    because: 'The message does not keep to what the platform accepts.',
    source: 'M:error-codes',
    code: 131009,
    check: ({ situation: { findings } }) => {
      let first: (typeof findings)[number] | undefined
      let errors = 0
      for (const finding of findings) {
        if (finding.severity !== 'error') continue
        errors++
        first ??= finding
      }
      if (first === undefined) return null
      const because =
        errors === 1
          ? `The message has an error at ${first.path}.`
          : `The message has ${errors} errors, the first at ${first.path}.`
      return { kind: 'refuse', because, remedy: `${first.fix} Corrected, it may go at once.` }
    },
  },
] as const satisfies readonly Rule[]
