import type { Conversion } from './definition.ts'

/** Whether what is known of a person says that they did what was hoped for. Events of other programs are told apart. */
export const isConverted = (converts: Conversion | null, attributes: Readonly<Record<string, unknown>>): boolean => {
  if (!converts || !('attribute' in converts)) return false
  const value = attributes[converts.attribute]
  if (value === undefined || value === null || value === '' || value === false) return false
  return converts.is === undefined || String(value) === converts.is
}
