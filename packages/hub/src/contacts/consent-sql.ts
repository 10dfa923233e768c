import { isOwnPurpose, type Purpose } from '@casement/rules'

/**
 * `consentFor` of the rules in SQL, for questions about everybody at once: 'in', 'out' or 'unsaid' for a jsonb consent state, which
 * may be null. A test holds the two together. Who only ever said yes, which is most people, costs no arithmetic.
 */
export function consentChoiceSql(state: string, purpose: Purpose): string {
  if (purpose.startsWith('own.') && !isOwnPurpose(purpose)) throw new Error(`${purpose} is no purpose.`)
  const at = (slot: string) => `(${state} #>> '{${purpose},${slot},at}')::numeric`
  const resumed = `coalesce(greatest(${at('resume')}, ${at('platformResume')}), '-Infinity')`
  return `case
    when ${state} is null or not ${state} ? '${purpose}' then 'unsaid'
    when not (${state} -> '${purpose}') ?| array['out', 'resume', 'platformOut', 'platformResume']
      then case when ${at('in')} is not null then 'in' else 'unsaid' end
    when ${at('platformOut')} >= coalesce(${at('platformResume')}, '-Infinity') then 'out'
    when ${at('out')} >= coalesce(${at('in')}, '-Infinity') and ${at('out')} >= ${resumed} then 'out'
    when ${at('in')} is not null then 'in'
    when coalesce(${at('out')}, ${at('platformOut')}) is not null and ${resumed} > '-Infinity' then 'in'
    else 'unsaid' end`
}
