import type { Purpose } from '@casement/rules'

/**
 * `consentFor` of the rules in SQL, for questions about everybody at once: 'in', 'out' or 'unsaid' for a jsonb consent state, which
 * may be null. A test holds the two together.
 */
export function consentChoiceSql(state: string, purpose: Purpose): string {
  const at = (choice: string) => `(${state} #>> '{${purpose},${choice},at}')::numeric`
  return `case
    when ${state} is null or not ${state} ? '${purpose}' then 'unsaid'
    when ${at('out')} >= coalesce(${at('in')}, '-Infinity') and ${at('out')} >= coalesce(${at('resume')}, '-Infinity') then 'out'
    when ${at('in')} is not null or (${at('out')} is not null and ${at('resume')} is not null) then 'in'
    else 'unsaid' end`
}
